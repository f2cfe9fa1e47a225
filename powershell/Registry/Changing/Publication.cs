namespace CsClientCertificate.Registry;

/// <summary>One certificate to publish.</summary>
/// <param name="Certificate">DER.</param>
/// <param name="Source">File and place in it, or a thumbprint: what messages call it.</param>
/// <param name="Identity">The user; null for the one that the certificate names.</param>
/// <param name="DeviceId">The device; null if none was given.</param>
/// <param name="GivenTime">The publication time given by the caller; null if none.</param>
/// <param name="IsMeant">Whether somebody named this very certificate, or its user; it is not merely one of a folder.</param>
internal sealed record Publication(
    byte[] Certificate, string Source, UserIdParameter? Identity, Guid? DeviceId, DateTime? GivenTime, bool IsMeant)
{
    /// <summary>When it was published.</summary>
    internal DateTime PublicationTime { get; } = GivenTime ?? DateTime.UtcNow;
}

/// <summary>The result of one publication.</summary>
/// <param name="Publication">What was to be published.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Certificate">Present unless it failed.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
internal sealed record PublicationResult(
    Publication Publication, NativePublishOutcome Outcome, CertInfoDetails? Certificate, CsCertificateException? Failure)
{
    /// <summary>Whether it was left as it is: a folder that is published every night holds what was revoked since.</summary>
    internal bool IsSkipped => Outcome == NativePublishOutcome.RevokedUnchanged && !Publication.IsMeant;
}
