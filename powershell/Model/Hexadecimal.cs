namespace CsClientCertificate.Model;

/// <summary>Bytes as hexadecimal digits, and back.</summary>
internal static class Hexadecimal
{
    internal static string Upper(byte[] bytes) => BitConverter.ToString(bytes).Replace("-", string.Empty);

    internal static string Lower(byte[] bytes) => Upper(bytes).ToLowerInvariant();

    /// <summary>The bytes of digits that were checked: an even number, and nothing beside them.</summary>
    internal static byte[] Bytes(string digits)
    {
        var bytes = new byte[digits.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Uri.FromHex(digits[2 * i]) << 4) | Uri.FromHex(digits[(2 * i) + 1]));
        }

        return bytes;
    }
}
