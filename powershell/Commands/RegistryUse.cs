namespace CsClientCertificate.Commands;

/// <summary>What a command does with the registry.</summary>
internal enum RegistryUse
{
    /// <summary>It reads.</summary>
    Read,

    /// <summary>It changes a registry that is there.</summary>
    Change,

    /// <summary>It puts something in, and by that makes the registry where there is none; with -WhatIf, in memory only.</summary>
    Fill,
}
