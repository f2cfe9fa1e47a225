using System.Text.RegularExpressions;

namespace CsClientCertificate.Session;

/// <summary>A connection string as it may stand in a message or a log.</summary>
internal static class ConnectionStringForDisplay
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    internal static string WithoutPassword(string location)
    {
        // The user information ends at the last @ before the path: a password may hold an @ that nobody escaped.
        string shown = Regex.Replace(location, "^([a-z]+://[^:/@?]*):[^/?]*@", "$1@", Options);
        return Regex.Replace(shown, "([?&](?:password|sslpassword)=)[^&]*", "$1***", Options);
    }
}
