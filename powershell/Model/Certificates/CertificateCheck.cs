using System.Diagnostics.CodeAnalysis;

namespace CsClientCertificate.Model;

/// <summary>What a server would find if this certificate were presented at sign-in now.</summary>
[SuppressMessage("Design", "CA1036", Justification = "PowerShell compares through IComparable, and its operators are its own.")]
public sealed class CertificateCheck : IComparable
{
    internal CertificateCheck(CertificateStatus status, CertInfoDetails? certificate, bool accountDisabled, bool userGone)
    {
        Status = status;
        Certificate = certificate;
        AccountDisabled = accountDisabled;
        UserGone = userGone;
    }

    /// <summary>The first that holds of Unknown, Revoked, Expired, NotYetValid, Valid.</summary>
    public CertificateStatus Status { get; }

    /// <summary>The user's SIP address; null if the certificate is unknown or the user has none.</summary>
    public string? Identity => Certificate?.Identity;

    /// <summary>The user's distinguished name; null if the certificate is unknown.</summary>
    public string? DistinguishedName => Certificate?.DistinguishedName;

    /// <summary>Whether the user's account is disabled in the directory. The certificate remains valid.</summary>
    public bool AccountDisabled { get; }

    /// <summary>Whether the user is no longer in the directory. The certificate remains valid.</summary>
    public bool UserGone { get; }

    /// <summary>The file, or the thumbprint, that was asked about.</summary>
    public string? Source { get; internal set; }

    /// <summary>SHA-1 over the certificate, upper-case hexadecimal; null if it is unknown.</summary>
    public string? Thumbprint => Certificate?.Thumbprint;

    /// <summary>When it begins to be valid; local time.</summary>
    public DateTime? NotBefore => Certificate?.NotBefore;

    /// <summary>When it stops being valid; local time.</summary>
    public DateTime? ExpirationTime => Certificate?.ExpirationTime;

    /// <summary>When it was published; local time.</summary>
    public DateTime? PublicationTime => Certificate?.PublicationTime;

    /// <summary>When it was revoked; local time.</summary>
    public DateTime? RevocationTime => Certificate?.RevocationTime;

    /// <summary>The reason of its revocation.</summary>
    public RevocationReason? RevocationReason => Certificate?.RevocationReason;

    internal CertInfoDetails? Certificate { get; }

    /// <summary>Whether it is the same result for the same certificate from the same source.</summary>
    public override bool Equals(object? obj) => obj is CertificateCheck other && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => (Certificate?.GetHashCode() ?? 0) ^ (int)Status;

    /// <summary>Orders by source, then by certificate.</summary>
    public int CompareTo(object? obj)
    {
        if (SharedOrder.Other(this, obj) is not CertificateCheck other)
        {
            return 1;
        }

        int difference = string.CompareOrdinal(Source, other.Source);
        if (difference == 0)
        {
            difference = Comparer<CertInfoDetails?>.Default.Compare(Certificate, other.Certificate);
        }

        return difference != 0
            ? difference
            : (Status, AccountDisabled, UserGone).CompareTo((other.Status, other.AccountDisabled, other.UserGone));
    }
}
