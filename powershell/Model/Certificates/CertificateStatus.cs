namespace CsClientCertificate.Model;

/// <summary>Whether a certificate would be accepted.</summary>
public enum CertificateStatus
{
    /// <summary>The registry holds it and it is in force.</summary>
    Valid = 0,

    /// <summary>Its validity period has not begun.</summary>
    NotYetValid = 1,

    /// <summary>Its validity period has ended.</summary>
    Expired = 2,

    /// <summary>It was revoked.</summary>
    Revoked = 3,

    /// <summary>The registry does not hold it, so a server would refuse it.</summary>
    Unknown = 4,
}
