namespace CsClientCertificate.Binding;

/// <summary>
/// One certificate that came through the pipeline. It matters that copies (from remoting, Export-Clixml, Select-Object, a
/// CSV or JSON file) and findings of Test-CsClientCertificate are known for what they are: taken for their user's name, one
/// lost phone would cost all devices.
/// </summary>
/// <param name="User">The user and the registry in which the key is valid; null for a copy.</param>
/// <param name="Fingerprint">SHA-1 or SHA-256; null if a copy lost it.</param>
/// <param name="IsSelection">Whether its type alone marks it as a certificate, whatever properties were selected.</param>
internal sealed record CertificateReference(UserKey? User, byte[]? Fingerprint, bool IsSelection)
{
    private const string ThumbprintProperty = nameof(CertInfoDetails.Thumbprint);

    private static readonly string[] TypesOfCopies = [typeof(CertInfoDetails).FullName!, typeof(CertificateCheck).FullName!];

    // What a list of certificates has, and a list of people has not.
    private static readonly HashSet<string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(CertInfoDetails.ExpirationTime), nameof(CertInfoDetails.PublicationTime), nameof(CertInfoDetails.CertificateType),
        nameof(CertInfoDetails.DeviceId), nameof(CertInfoDetails.SerialNumber), nameof(CertInfoDetails.NotBefore),
        nameof(CertInfoDetails.RevocationTime),
    };

    // What the parameters -Thumbprint take.
    private static readonly HexadecimalTransformationAttribute Digits = new()
    {
        Lengths = [Binding.Fingerprint.Sha1Digits, Binding.Fingerprint.Sha256Digits],
    };

    internal static CertificateReference Of(CertInfoDetails certificate) => new(certificate.User, certificate.Fingerprint, false);

    /// <summary>
    /// The certificate that an object tells of; null if it tells of none. A table in a file keeps no type, but no user has
    /// a thumbprint.
    /// </summary>
    internal static CertificateReference? Of(object value)
    {
        object? bare = Members.Unwrap(value);
        if (bare is string || Members.IsNumber(bare))
        {
            return null;
        }

        byte[]? fingerprint = null;
        bool hasColumns = false;
        bool isDirectoryObject = false;
        foreach (string name in Members.Names(value))
        {
            string plain = WithoutMarks(name);
            if (string.Equals(plain, ThumbprintProperty, StringComparison.OrdinalIgnoreCase))
            {
                fingerprint ??= Read(Members.Value(value, name));
                hasColumns = true;
            }

            hasColumns |= Columns.Contains(plain);
            isDirectoryObject |= string.Equals(plain, "objectClass", StringComparison.OrdinalIgnoreCase);
        }

        bool isSelection = IsCopy(value);
        bool isUndecided = isSelection || (hasColumns && !isDirectoryObject);
        return fingerprint is not null || isUndecided ? new CertificateReference(null, fingerprint, isSelection) : null;
    }

    private static byte[]? Read(object? thumbprint)
    {
        try
        {
            return thumbprint is null ? null : Hexadecimal.Bytes((string)Digits.Transform(null!, thumbprint));
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
            string original = TypeNames.OfOriginal(name);
            if (Array.Exists(TypesOfCopies, type => string.Equals(type, original, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    // Behind a byte order mark a table's first heading keeps the mark, and its quotes.
    private static string WithoutMarks(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (char character in name)
        {
            if (char.IsLetter(character))
            {
                plain.Append(character);
            }
        }

        return plain.ToString();
    }
}
