namespace CsClientCertificate.Model;

/// <summary>What an import did; with -WhatIf, what it would have done.</summary>
public sealed class ImportSummary
{
    internal ImportSummary(in NativeImportSummary native)
    {
        Added = checked((long)native.Added);
        Updated = checked((long)native.Updated);
        Unchanged = checked((long)native.Unchanged);
        Removed = checked((long)native.Removed);
        Rejected = checked((long)native.Rejected);
        Ignored = checked((long)native.IgnoredEntries);
        CertificatesPublished = checked((long)native.CertificatesPublished);
        CertificatesSkipped = checked((long)native.CertificatesSkipped);
    }

    /// <summary>Users that were not in the registry before.</summary>
    public long Added { get; }

    /// <summary>Users with changes.</summary>
    public long Updated { get; }

    /// <summary>Users without changes.</summary>
    public long Unchanged { get; }

    /// <summary>Users marked as gone from the directory. Their certificates stay until they are revoked.</summary>
    public long Removed { get; }

    /// <summary>Entries that could not be read; an error told each.</summary>
    public long Rejected { get; }

    /// <summary>Entries that are no users: groups, computers, folders.</summary>
    public long Ignored { get; }

    /// <summary>Certificates taken from userCertificate.</summary>
    public long CertificatesPublished { get; }

    /// <summary>Certificates of userCertificate that were left out: issued by others, for somebody else, or revoked.</summary>
    public long CertificatesSkipped { get; }
}
