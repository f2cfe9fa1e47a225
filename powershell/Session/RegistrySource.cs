namespace CsClientCertificate.Session;

/// <summary>Who chose the registry.</summary>
internal enum RegistrySource
{
    /// <summary>Connect-CsCertificateRegistry, for this runspace.</summary>
    Connected,

    /// <summary>The environment variable.</summary>
    Environment,

    /// <summary>Nobody: the machine's own place.</summary>
    Default,
}
