using System.Text.RegularExpressions;

namespace CsClientCertificate.Binding;

/// <summary>
/// Times that are not written as directories write them (GeneralizedTime, RFC 4517): the round-trip form, and what Export-Csv
/// makes of a time, in the current culture or the invariant one.
/// </summary>
internal static class TimeText
{
    private static readonly string[] RoundTrip = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    /// <summary>The time; null if the text is GeneralizedTime or not a time. Without a time zone it is local.</summary>
    internal static DateTime? Read(string text)
    {
        string trimmed = text.Trim();
        if (Regex.IsMatch(trimmed, "^[0-9]{14}.", RegexOptions.Singleline | RegexOptions.CultureInvariant))
        {
            return null;
        }

        if (DateTime.TryParseExact(trimmed, RoundTrip, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time)
            || DateTime.TryParse(trimmed, CultureInfo.CurrentCulture, DateTimeStyles.None, out time)
            || DateTime.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
        {
            return time;
        }

        return null;
    }
}
