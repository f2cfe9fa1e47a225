namespace CsClientCertificate.Model;

/// <summary>A registry, seen from outside.</summary>
public sealed class RegistryDescription
{
    internal RegistryDescription(NativeRegistryDescription borrowed, RegistryChoice choice)
    {
        Engine = borrowed.Engine.ToString();
        Location = borrowed.Location.ToStringOrNull() ?? choice.ToString();
        SchemaVersion = checked((int)borrowed.SchemaVersion);
        UserCount = checked((long)borrowed.UserCount);
        CertificateCount = checked((long)borrowed.CertificateCount);
        AuditEntryCount = checked((long)borrowed.AuditEntryCount);
        AuditHead = borrowed.AuditHead.ToStringOrNull();
        IsReadOnly = choice.IsReadOnly;
        if (borrowed.Server.ToStringOrNull() is string server)
        {
            Server = server;
            Roles = ErrorDetail.Strings(borrowed.Roles.ToStringOrNull());
            IsStandby = borrowed.IsStandby != 0;
            SynchronousStandbyNames = borrowed.SynchronousStandbyNames.ToString();
            DataChecksums = borrowed.DataChecksums != 0;
        }

        if (borrowed.Checked != 0)
        {
            Healthy = borrowed.Healthy != 0;
            Findings = ErrorDetail.Strings(borrowed.Findings.ToStringOrNull());
        }
    }

    /// <summary>The database engine, for instance <c>SQLite</c>.</summary>
    public string Engine { get; }

    /// <summary>Where it is: the file, or the server without a password.</summary>
    public string Location { get; }

    /// <summary>The version of its schema.</summary>
    public int SchemaVersion { get; }

    /// <summary>How many users it holds, those included that have left the directory.</summary>
    public long UserCount { get; }

    /// <summary>How many certificates it holds, expired and revoked ones included.</summary>
    public long CertificateCount { get; }

    /// <summary>How many entries its audit has.</summary>
    public long AuditEntryCount { get; }

    /// <summary>The number and the hash of the last audit entry, <c>count:SHA-256</c>. Kept elsewhere, it shows later whether the account was rewritten or cut.</summary>
    public string? AuditHead { get; }

    /// <summary>Whether this session only reads it.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The host of the server that is connected; null for a registry in a file.</summary>
    public string? Server { get; }

    /// <summary>The registry's roles that the account is a member of; null for a registry in a file.</summary>
    public IReadOnlyList<string>? Roles { get; }

    /// <summary>Whether the server is a standby, which takes no changes; null for a registry in a file.</summary>
    public bool? IsStandby { get; }

    /// <summary>The standbys that a commit waits for, in PostgreSQL's syntax: empty if it waits for none; null for a registry in a file.</summary>
    public string? SynchronousStandbyNames { get; }

    /// <summary>Whether the server detects damage to its pages; null for a registry in a file.</summary>
    public bool? DataChecksums { get; }

    /// <summary>Whether the check found nothing wrong; null without a check.</summary>
    public bool? Healthy { get; }

    /// <summary>The findings of the check, a sentence each; null without a check.</summary>
    public IReadOnlyList<string>? Findings { get; }
}
