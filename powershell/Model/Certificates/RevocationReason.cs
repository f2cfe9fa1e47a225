namespace CsClientCertificate.Model;

/// <summary>
/// Why a certificate was revoked: the names and values of RFC 5280, 5.3.1. <c>removeFromCRL</c> is not among
/// them, since a revocation is never taken back.
/// </summary>
public enum RevocationReason
{
    /// <summary>No reason given.</summary>
    Unspecified = 0,

    /// <summary>The private key is, or may be, in other hands: a lost phone, a stolen laptop.</summary>
    KeyCompromise = 1,

    /// <summary>The key of the authority that issued it is in other hands.</summary>
    CACompromise = 2,

    /// <summary>The holder has left, or another name or role is theirs now.</summary>
    AffiliationChanged = 3,

    /// <summary>Another certificate took its place.</summary>
    Superseded = 4,

    /// <summary>The device is no longer in use.</summary>
    CessationOfOperation = 5,

    /// <summary>On hold. This registry treats it as revoked.</summary>
    CertificateHold = 6,

    /// <summary>The holder lost a right that the certificate stood for.</summary>
    PrivilegeWithdrawn = 9,

    /// <summary>The key of the attribute authority is in other hands.</summary>
    AACompromise = 10,
}
