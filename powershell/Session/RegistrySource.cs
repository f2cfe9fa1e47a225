namespace CsClientCertificate.Session;

/// <summary>Who chose the registry.</summary>
internal enum RegistrySource
{
    /// <summary>Connect-CsCertificateRegistry, for this runspace.</summary>
    Connected,

    /// <summary>The environment variable.</summary>
    Environment,

    /// <summary>The default location of the computer.</summary>
    Default,
}
