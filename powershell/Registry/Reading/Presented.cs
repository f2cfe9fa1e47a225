namespace CsClientCertificate.Registry;

/// <summary>A certificate that is to be checked, or why there is none.</summary>
internal sealed class Presented
{
    private Presented(byte[]? certificate, byte[]? thumbprint, CsCertificateException? failure, string source)
    {
        Certificate = certificate;
        Thumbprint = thumbprint;
        Failure = failure;
        Source = source;
    }

    /// <summary>DER.</summary>
    internal byte[]? Certificate { get; }

    internal byte[]? Thumbprint { get; }

    internal CsCertificateException? Failure { get; }

    /// <summary>File and place in it, or a thumbprint: what messages call it.</summary>
    internal string Source { get; }

    internal static Presented OfCertificate(byte[] certificate, string source) => new(certificate, null, null, source);

    internal static Presented OfThumbprint(byte[] thumbprint, string source) => new(null, thumbprint, null, source);

    internal static Presented OfFailure(CsCertificateException failure, string source) => new(null, null, failure, source);
}
