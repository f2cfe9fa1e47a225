namespace CsClientCertificate.Model;

/// <summary>A copy of a registry.</summary>
public sealed class RegistryCopy
{
    private readonly RegistryDescription copy;

    internal RegistryCopy(string source, RegistryDescription copy)
    {
        Source = source;
        this.copy = copy;
    }

    /// <summary>What was copied: a file, or a database without a password.</summary>
    public string Source { get; }

    /// <summary>Where the copy is.</summary>
    public string Destination => copy.Location;

    /// <summary>How many users the directory holds.</summary>
    public long UserCount => copy.UserCount;

    /// <summary>How many certificates it holds, expired and revoked ones included.</summary>
    public long CertificateCount => copy.CertificateCount;

    /// <summary>How many entries its audit log has, the one about the copy included.</summary>
    public long AuditEntryCount => copy.AuditEntryCount;

    /// <summary>The number and the hash of that entry, <c>count:SHA-256</c>.</summary>
    public string? AuditHead => copy.AuditHead;
}
