namespace CsClientCertificate.Binding;

/// <summary>
/// Takes hexadecimal digits as certificate dialogs and tools show them (blanks, colons, an invisible mark at the
/// start) and hands on the digits alone, upper case.
/// </summary>
public sealed class HexadecimalTransformationAttribute : ArgumentTransformationAttribute
{
    private const string Prefix = "0x";

    /// <summary>How many digits there may be; any number if none is named.</summary>
    public int[] Lengths { get; set; } = [];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        // PowerShell's own conversion: digits without quotes are a number to it, but it kept how they were written.
        string text = LanguagePrimitives.ConvertTo<string>(inputData);
        var digits = new StringBuilder(text.Length);
        string plain = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text.Substring(Prefix.Length) : text;
        foreach (char character in plain)
        {
            if (Uri.IsHexDigit(character))
            {
                digits.Append(char.ToUpperInvariant(character));
            }
            else if (!IsDecoration(character))
            {
                throw new ArgumentTransformationMetadataException(
                    ShownText.Of($"\"{text}\" is not a valid hexadecimal value: it contains \"{character}\"."));
            }
        }

        if (digits.Length == 0 || (Lengths.Length > 0 && Array.IndexOf(Lengths, digits.Length) < 0))
        {
            string expected = Lengths.Length == 0 ? "at least one" : string.Join(" or ", Lengths);
            throw new ArgumentTransformationMetadataException(
                $"\"{ShownText.Of(text)}\" has {digits.Length} hexadecimal digits; {expected} are needed.");
        }

        return digits.ToString();
    }

    private static bool IsDecoration(char character) =>
        character is ':' or '-'
        || char.IsWhiteSpace(character)
        || CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format;
}

/// <summary>Lengths of fingerprints of certificates, in hexadecimal digits.</summary>
internal static class Fingerprint
{
    internal const int Sha1Digits = 40;
    internal const int Sha256Digits = 64;
}
