using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CsClientCertificate.Binding;

/// <summary>
/// Takes certificates, and objects that hold one: a certificate of this module, or one that came through remoting. Never a text:
/// .NET would read the file of that name, relative to the process's folder instead of the session's, and with its private key.
/// </summary>
public sealed class CertificateTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = Members.Unwrap(inputData);
        if (bare is null or X509Certificate2 or X509Certificate2[])
        {
            return bare;
        }

        var certificates = new List<X509Certificate2>();
        if (bare is IEnumerable values and not string and not byte[] and not IDictionary)
        {
            foreach (object? each in values)
            {
                certificates.Add(Of(each, Members.Unwrap(each)));
            }
        }
        else
        {
            certificates.Add(Of(inputData, bare));
        }

        return certificates.ToArray();
    }

    private static X509Certificate2 Of(object? value, object? bare)
    {
        try
        {
            return bare switch
            {
                X509Certificate2 certificate => certificate,
                X509Certificate certificate => new X509Certificate2(certificate.GetRawCertData()),
                CertInfoDetails certificate => certificate.GetCertificate(),
                _ when Deserialized(value) is byte[] der => new X509Certificate2(der),
                _ => throw Refusal.ToBind("It is not a certificate. Specify files with -Path; -Certificate accepts only certificates and objects that contain one."),
            };
        }
        catch (Exception failure) when (failure is CryptographicException or CsCertificateException)
        {
            throw Refusal.ToBind($"Its certificate cannot be read: {failure.Message}");
        }
    }

    // A certificate that came through remoting or from Export-Clixml has its bytes still.
    private static byte[]? Deserialized(object? value) =>
        value is PSObject { BaseObject: PSCustomObject } copy
            && copy.TypeNames.Contains("Deserialized." + typeof(X509Certificate2).FullName)
            ? Members.Unwrap(copy.Properties["RawData"]?.Value) as byte[]
            : null;
}
