using System.Text;

namespace CsClientCertificate.Model;

/// <summary>Bytes as hexadecimal digits.</summary>
internal static class Hexadecimal
{
    internal static string Upper(byte[] bytes) => Write(bytes, "0123456789ABCDEF");

    internal static string Lower(byte[] bytes) => Write(bytes, "0123456789abcdef");

    private static string Write(byte[] bytes, string digits)
    {
        var text = new StringBuilder(bytes.Length * 2);
        foreach (byte value in bytes)
        {
            text.Append(digits[value >> 4]).Append(digits[value & 0xF]);
        }

        return text.ToString();
    }
}
