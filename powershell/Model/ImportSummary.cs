namespace CsClientCertificate.Model;

/// <summary>What an import did; with -WhatIf, what it would have done.</summary>
public sealed class ImportSummary
{
    private readonly NativeImportSummary native;

    internal ImportSummary(in NativeImportSummary native) => this.native = native;

    /// <summary>Users that were not in the registry before.</summary>
    public long Added => checked((long)native.Added);

    /// <summary>Users with changes.</summary>
    public long Updated => checked((long)native.Updated);

    /// <summary>Users without changes.</summary>
    public long Unchanged => checked((long)native.Unchanged);

    /// <summary>Users marked as gone from the directory. Their certificates stay until they are revoked.</summary>
    public long Removed => checked((long)native.Removed);

    /// <summary>Entries that could not be read; an error told each.</summary>
    public long Rejected => checked((long)native.Rejected);

    /// <summary>Entries that are no users: groups, computers, folders.</summary>
    public long Ignored => checked((long)native.IgnoredEntries);

    /// <summary>Certificates taken from userCertificate.</summary>
    public long CertificatesPublished => checked((long)native.CertificatesPublished);

    /// <summary>Certificates of userCertificate that were left out: issued by others, for somebody else, or revoked.</summary>
    public long CertificatesSkipped => checked((long)native.CertificatesSkipped);
}
