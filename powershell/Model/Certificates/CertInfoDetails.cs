using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Microsoft.Rtc.Management.UserPinService;

/// <summary>
/// A client certificate of a user, as the registry holds it. Two objects are equal where they are the same certificate of the same
/// user, whatever became of it in between: so Sort-Object -Unique and the like keep every certificate of a user.
/// </summary>
[SuppressMessage("Design", "CA1036", Justification = "PowerShell compares through IComparable, and its operators are its own.")]
public sealed class CertInfoDetails : IComparable
{
    private readonly CertificateHolder holder;
    private readonly TextSpan serialNumber;
    private readonly TextSpan subject;
    private readonly TextSpan revokedBy;
    private readonly NativeCertificate.Hash sha1;
    private readonly Guid deviceId;
    private readonly NativeCertificateFlags flags;
    private readonly uint revocationReason;
    private readonly long publicationTime;
    private readonly long notBefore;
    private readonly long notAfter;
    private readonly long revocationTime;

    internal unsafe CertInfoDetails(NativeCertificate* row, CertificateHolder holder, string certificateType, string? issuer)
    {
        this.holder = holder;
        CertificateType = certificateType;
        Issuer = issuer;
        CertificateKey = row->CertificateKey;
        serialNumber = holder.Locate(row->SerialNumber);
        subject = holder.Locate(row->Subject);
        revokedBy = holder.Locate(row->RevokedBy);
        sha1 = row->Sha1;
        deviceId = NativeBytes.Guid(row->DeviceId);
        flags = row->Flags;
        revocationReason = row->RevocationReason;
        publicationTime = row->PublicationTime;
        notBefore = row->NotBefore;
        notAfter = row->NotAfter;
        revocationTime = row->RevocationTime;
    }

    /// <summary>The user's SIP address, with <c>sip:</c>; null if the user has none.</summary>
    public string? Identity => holder.Identity;

    /// <summary><c>OcsSigned</c> if the issuer calls itself Communications Server, else <c>Other</c>. No signature was verified.</summary>
    public string CertificateType { get; }

    /// <summary>The device, <c>{lower-case guid}</c>; empty if none was given at publication.</summary>
    public string DeviceId =>
        (flags & NativeCertificateFlags.HasDeviceId) != 0 ? deviceId.ToString("B") : string.Empty;

    /// <summary>When the certificate was published to the registry; local time.</summary>
    public DateTime PublicationTime => NativeTime.ToLocal(publicationTime);

    /// <summary>When the certificate stops being valid (its notAfter); local time.</summary>
    public DateTime ExpirationTime => NativeTime.ToLocal(notAfter);

    /// <summary>SHA-1 over the certificate, upper-case hexadecimal, as X509Certificate2.Thumbprint is.</summary>
    public string Thumbprint => Hexadecimal.Upper(Fingerprint);

    /// <summary>The certificate's serial number, upper-case hexadecimal, most significant byte first.</summary>
    public string SerialNumber => Hexadecimal.Upper(holder.Bytes(serialNumber) ?? []);

    /// <summary>The certificate's subject.</summary>
    public string? Subject => holder.String(subject);

    /// <summary>The issuer, as the certificate names it.</summary>
    public string? Issuer { get; }

    /// <summary>When the certificate begins to be valid; local time.</summary>
    public DateTime NotBefore => NativeTime.ToLocal(notBefore);

    /// <summary>The user's distinguished name in the directory.</summary>
    public string? DistinguishedName => holder.DistinguishedName;

    /// <summary>When it was revoked, local time; null if it is not revoked.</summary>
    public DateTime? RevocationTime => IsRevoked ? NativeTime.ToLocalOrNull(revocationTime) : null;

    /// <summary>The operating system's user who revoked it; null if it is not revoked.</summary>
    public string? RevokedBy => IsRevoked ? holder.String(revokedBy) : null;

    /// <summary>The reason of its revocation; null if it is not revoked.</summary>
    public RevocationReason? RevocationReason => IsRevoked ? (RevocationReason)revocationReason : null;

    internal UserKey User => new(holder.Origin.Id, holder.UserKey);

    internal long CertificateKey { get; }

    internal byte[] Fingerprint => sha1.ToArray();

    /// <summary>The user, for messages: the distinguished name, and the SIP address if there is one.</summary>
    internal string Holder => Identity is null ? DistinguishedName ?? string.Empty : $"{DistinguishedName} ({Identity})";

    /// <summary>Whether the user's account is disabled in the directory.</summary>
    internal bool IsAccountDisabled => (flags & NativeCertificateFlags.AccountDisabled) != 0;

    /// <summary>Whether the user is no longer in the directory.</summary>
    internal bool IsUserGone => (flags & NativeCertificateFlags.UserGone) != 0;

    private bool IsRevoked => (flags & NativeCertificateFlags.IsRevoked) != 0;

    /// <summary>Reads the certificate itself from its registry. The caller disposes it.</summary>
    /// <returns>The certificate, without a private key: none is ever stored.</returns>
    public X509Certificate2 GetCertificate()
    {
        using OpenRegistry registry = OpenRegistry.Reopen(holder.Origin, nameof(GetCertificate));
        var certificate = new X509Certificate2(registry.CertificateDer(CertificateKey));
        if (string.Equals(certificate.Thumbprint, Thumbprint, StringComparison.OrdinalIgnoreCase))
        {
            return certificate;
        }

        // A backup was put in its place, and the key was given anew.
        certificate.Dispose();
        throw OpenRegistry.Replaced(holder.Origin);
    }

    /// <summary>Whether it is the same certificate of the same user.</summary>
    public override bool Equals(object? obj) =>
        obj is CertInfoDetails other && sha1.Equals(other.sha1) && User.Equals(other.User);

    /// <inheritdoc/>
    public override int GetHashCode() => sha1.GetHashCode() ^ User.GetHashCode();

    /// <summary>Orders by user, then by the beginning of validity.</summary>
    public int CompareTo(object? obj)
    {
        if (SharedOrder.Other(this, obj) is not CertInfoDetails other)
        {
            return 1;
        }

        int difference = SharedOrder.OfUsers(ToString(), User, other.ToString(), other.User);
        if (difference == 0)
        {
            difference = notBefore.CompareTo(other.notBefore);
        }

        return difference != 0 ? difference : sha1.CompareTo(other.sha1);
    }

    /// <summary>The user's SIP address, or the distinguished name where there is none.</summary>
    public override string ToString() => Identity ?? DistinguishedName ?? string.Empty;
}
