using CsClientCertificate.Errors;

namespace CsClientCertificate.Registry;

/// <summary>What became of one revocation. It is on disk when this is seen.</summary>
internal sealed class RevocationResult
{
    internal RevocationResult(CsCertificateException? failure, long revoked, string? distinguishedName, string? sipAddress)
    {
        Failure = failure;
        Revoked = revoked;
        DistinguishedName = distinguishedName;
        SipAddress = sipAddress;
    }

    internal CsCertificateException? Failure { get; }

    /// <summary>How many certificates; 0 if there was none left to revoke.</summary>
    internal long Revoked { get; }

    internal string? DistinguishedName { get; }

    internal string? SipAddress { get; }
}
