using System;
using System.Management.Automation;
using CsClientCertificate.Model;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Binding;

/// <summary>
/// One certificate that came through the pipeline. It matters that copies (from remoting, Export-Clixml, Select-Object, a
/// CSV or JSON file) and findings of Test-CsClientCertificate are known for what they are: taken for their user's name, one
/// lost phone would cost all devices.
/// </summary>
internal sealed class CertificateReference
{
    private const string ThumbprintProperty = "Thumbprint";

    private static readonly string TypeName = typeof(CertInfoDetails).FullName!;

    // What the parameters -Thumbprint take.
    private static readonly HexadecimalTransformationAttribute Digits = new()
    {
        Lengths = [Binding.Fingerprint.Sha1Digits, Binding.Fingerprint.Sha256Digits],
    };

    internal CertificateReference(CertInfoDetails certificate)
    {
        User = certificate.User;
        Fingerprint = certificate.Thumbprint;
    }

    private CertificateReference(string? fingerprint)
    {
        Fingerprint = fingerprint;
    }

    /// <summary>Whose, with the registry in which the key is valid; null of a copy.</summary>
    internal UserKey? User { get; }

    /// <summary>SHA-1 or SHA-256 in hexadecimal; null if a copy lost it.</summary>
    internal string? Fingerprint { get; }

    /// <summary>
    /// The certificate that an object tells of; null if it tells of none. A table in a file keeps no type, but no user has
    /// a thumbprint.
    /// </summary>
    internal static CertificateReference? Of(object value)
    {
        if (Members.Unwrap(value) is string)
        {
            return null;
        }

        if (!Members.Has(value, ThumbprintProperty) && !IsCopy(value))
        {
            return null;
        }

        return new CertificateReference(Read(Members.Value(value, ThumbprintProperty)));
    }

    private static string? Read(object? thumbprint)
    {
        try
        {
            return thumbprint is null ? null : (string)Digits.Transform(null!, thumbprint);
        }
        catch (ArgumentTransformationMetadataException)
        {
            return null;
        }
    }

    private static bool IsCopy(object value)
    {
        foreach (string name in PSObject.AsPSObject(value).TypeNames)
        {
            // "Deserialized.…", "Selected.…", "CSV:…"
            if (name.EndsWith("." + TypeName, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(":" + TypeName, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
