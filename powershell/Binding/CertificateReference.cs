using System;
using System.Management.Automation;
using CsClientCertificate.Model;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Binding;

/// <summary>
/// One certificate that came through the pipeline. It matters that copies (from remoting, Export-Clixml,
/// Select-Object) are known for what they are: taken for their user's name, one lost phone would cost all devices.
/// </summary>
internal sealed class CertificateReference
{
    private static readonly string TypeName = typeof(CertInfoDetails).FullName!;

    internal CertificateReference(CertInfoDetails certificate)
    {
        User = certificate.User;
        CertificateKey = certificate.CertificateKey;
        Fingerprint = certificate.Thumbprint;
    }

    private CertificateReference(string? fingerprint)
    {
        Fingerprint = fingerprint;
    }

    /// <summary>Whose, with the registry in which the keys are valid; null of a copy.</summary>
    internal UserKey? User { get; }

    /// <summary>Which; valid together with <see cref="User"/>.</summary>
    internal long CertificateKey { get; }

    /// <summary>SHA-1 in hexadecimal; null if a copy lost it.</summary>
    internal string? Fingerprint { get; }

    /// <summary>The certificate that an object is a copy of; null if it is no such copy.</summary>
    internal static CertificateReference? OfCopy(object value)
    {
        if (Members.Unwrap(value) is string)
        {
            return null;
        }

        foreach (string name in PSObject.AsPSObject(value).TypeNames)
        {
            // "Deserialized.…", "Selected.…"
            if (name.EndsWith("." + TypeName, StringComparison.OrdinalIgnoreCase))
            {
                return new CertificateReference(Members.Unwrap(Members.Value(value, "Thumbprint")) as string);
            }
        }

        return null;
    }
}
