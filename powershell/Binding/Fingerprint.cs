namespace CsClientCertificate.Binding;

/// <summary>Lengths of fingerprints of certificates, in hexadecimal digits.</summary>
internal static class Fingerprint
{
    internal const int Sha1Digits = 40;
    internal const int Sha256Digits = 64;
}
