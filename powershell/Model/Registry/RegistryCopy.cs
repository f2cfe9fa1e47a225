namespace CsClientCertificate.Model;

/// <summary>A copy of a registry.</summary>
public sealed class RegistryCopy
{
    internal RegistryCopy(string source, RegistryDescription copy)
    {
        Source = source;
        Destination = copy.Location;
        UserCount = copy.UserCount;
        CertificateCount = copy.CertificateCount;
        AuditEntryCount = copy.AuditEntryCount;
        AuditHead = copy.AuditHead;
    }

    /// <summary>What was copied: a file, or a database without a password.</summary>
    public string Source { get; }

    /// <summary>Where the copy is.</summary>
    public string Destination { get; }

    /// <summary>How many users the directory holds.</summary>
    public long UserCount { get; }

    /// <summary>How many certificates it holds, expired and revoked ones included.</summary>
    public long CertificateCount { get; }

    /// <summary>How many entries its audit log has, the one about the copy included.</summary>
    public long AuditEntryCount { get; }

    /// <summary>The number and the hash of that entry, <c>count:SHA-256</c>.</summary>
    public string? AuditHead { get; }
}
