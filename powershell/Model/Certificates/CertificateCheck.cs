using System.Diagnostics.CodeAnalysis;

namespace CsClientCertificate.Model;

/// <summary>What a server would find if this certificate were presented at sign-in now.</summary>
[SuppressMessage("Design", "CA1036", Justification = "PowerShell compares through IComparable, and its operators are its own.")]
public sealed class CertificateCheck : IComparable
{
    private readonly CertInfoDetails? certificate;

    internal CertificateCheck(CertificateStatus status, CertInfoDetails? certificate, bool accountDisabled, bool userGone)
    {
        Status = status;
        this.certificate = certificate;
        AccountDisabled = accountDisabled;
        UserGone = userGone;
    }

    /// <summary>The first that holds of Unknown, Revoked, Expired, NotYetValid, Valid.</summary>
    public CertificateStatus Status { get; }

    /// <summary>The user's SIP address; null if the certificate is unknown or the user has none.</summary>
    public string? Identity => certificate?.Identity;

    /// <summary>The user's distinguished name; null if the certificate is unknown.</summary>
    public string? DistinguishedName => certificate?.DistinguishedName;

    /// <summary>Whether the user's account is disabled in the directory. The certificate remains valid.</summary>
    public bool AccountDisabled { get; }

    /// <summary>Whether the user is no longer in the directory. The certificate remains valid.</summary>
    public bool UserGone { get; }

    /// <summary>The file, or the thumbprint, that was asked about.</summary>
    public string? Source { get; internal set; }

    /// <summary>SHA-1 over the certificate, upper-case hexadecimal; null if it is unknown.</summary>
    public string? Thumbprint => certificate?.Thumbprint;

    /// <summary>When it begins to be valid; local time.</summary>
    public DateTime? NotBefore => certificate?.NotBefore;

    /// <summary>When it stops being valid; local time.</summary>
    public DateTime? ExpirationTime => certificate?.ExpirationTime;

    /// <summary>When it was published; local time.</summary>
    public DateTime? PublicationTime => certificate?.PublicationTime;

    /// <summary>When it was revoked; local time.</summary>
    public DateTime? RevocationTime => certificate?.RevocationTime;

    /// <summary>The reason of its revocation.</summary>
    public RevocationReason? RevocationReason => certificate?.RevocationReason;

    internal CertInfoDetails? Certificate => certificate;

    /// <summary>Whether it is the same result for the same certificate from the same source.</summary>
    /// <param name="obj">The other.</param>
    /// <returns>Whether it does.</returns>
    public override bool Equals(object? obj) => obj is CertificateCheck other && CompareTo(other) == 0;

    /// <summary>A number that equal ones share.</summary>
    /// <returns>The number.</returns>
    public override int GetHashCode() => (certificate?.GetHashCode() ?? 0) ^ (int)Status;

    /// <summary>Orders by source, then by certificate.</summary>
    /// <param name="obj">The other.</param>
    /// <returns>Less than 0 where this one comes first; 0 where they are equal.</returns>
    /// <exception cref="ArgumentException">The other is not a finding of Test-CsClientCertificate.</exception>
    public int CompareTo(object? obj)
    {
        if (obj is null)
        {
            return 1;
        }

        CertificateCheck other = obj as CertificateCheck ?? throw SharedOrder.NotOfOneKind(this, obj);
        int difference = string.CompareOrdinal(Source, other.Source);
        if (difference == 0)
        {
            difference = Comparer<CertInfoDetails?>.Default.Compare(certificate, other.certificate);
        }

        if (difference == 0)
        {
            difference = Status.CompareTo(other.Status);
        }

        if (difference == 0)
        {
            difference = AccountDisabled.CompareTo(other.AccountDisabled);
        }

        return difference != 0 ? difference : UserGone.CompareTo(other.UserGone);
    }
}
