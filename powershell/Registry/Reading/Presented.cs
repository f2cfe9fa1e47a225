namespace CsClientCertificate.Registry;

/// <summary>A certificate that is to be checked, or why there is none.</summary>
/// <param name="Certificate">DER; null where only the thumbprint is known.</param>
/// <param name="Thumbprint">Null where the certificate itself is there.</param>
/// <param name="Failure">Why there is neither.</param>
/// <param name="Source">File and place in it, or a thumbprint: what messages call it.</param>
internal sealed record Presented(byte[]? Certificate, byte[]? Thumbprint, CsCertificateException? Failure, string Source)
{
    internal static Presented OfCertificate(byte[] certificate, string source) => new(certificate, null, null, source);

    internal static Presented OfThumbprint(byte[] thumbprint, string source) => new(null, thumbprint, null, source);

    internal static Presented OfFailure(CsCertificateException failure, string source) => new(null, null, failure, source);
}
