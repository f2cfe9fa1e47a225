using System.Text.RegularExpressions;

namespace CsClientCertificate.Session;

/// <summary>The registry to open, and where the choice comes from.</summary>
internal sealed class RegistryChoice(string location, RegistryServer? server, RegistrySource source, bool isReadOnly)
{
    /// <summary>An absolute path; null for a registry on a server.</summary>
    internal string? File => Server is null ? location : null;

    /// <summary>The server; null for a registry in a file.</summary>
    internal RegistryServer? Server { get; } = server;

    internal RegistrySource Source { get; } = source;

    internal bool IsReadOnly { get; } = isReadOnly;

    /// <param name="path">An absolute path.</param>
    /// <param name="source">Who chose it.</param>
    /// <param name="readOnly">Whether changes are refused.</param>
    internal static RegistryChoice InFile(string path, RegistrySource source, bool readOnly = false) =>
        new(path, null, source, readOnly);

    /// <param name="connectionString">The connection string.</param>
    /// <param name="credential">The account, in place of that of the string; null for none.</param>
    /// <param name="source">Who chose it.</param>
    /// <param name="readOnly">Whether changes are refused.</param>
    internal static RegistryChoice OnServer(
        string connectionString, PSCredential? credential, RegistrySource source, bool readOnly = false)
    {
        var server = new RegistryServer(connectionString, credential, readOnly);
        return new RegistryChoice(server.Location, server, source, readOnly);
    }

    /// <summary>The registry in a file that a command was given.</summary>
    /// <param name="cmdlet">Whose location relative paths are of.</param>
    /// <param name="path">The path.</param>
    /// <param name="other">The command's parameter for connection strings.</param>
    /// <param name="readOnly">Whether changes are refused.</param>
    internal static RegistryChoice OfPath(PSCmdlet cmdlet, string path, string other, bool readOnly = false)
    {
        // Taken for a path, the password would be part of a file's name and of messages.
        return IsUri(path)
            ? throw new RegistryException(
                ErrorKind.RegistryUnavailable,
                $"The path is a connection string. For a registry on a server use -{other}.")
            : InFile(RegistryLocation.Resolve(cmdlet, path), RegistrySource.Connected, readOnly);
    }

    /// <summary>The registry on a server that a command was given.</summary>
    /// <param name="text">The connection string.</param>
    /// <param name="credential">The account, in place of that of the string; null for none.</param>
    /// <param name="other">The command's parameter for paths.</param>
    /// <param name="readOnly">Whether changes are refused.</param>
    internal static RegistryChoice OfConnectionString(string text, PSCredential? credential, string other, bool readOnly = false)
    {
        // The text is not repeated: it could hold a password.
        return IsConnectionString(text)
            ? OnServer(text, credential, RegistrySource.Connected, readOnly)
            : throw new RegistryException(
                ErrorKind.RegistryUnavailable,
                $"The connection string begins neither with postgresql:// nor with a keyword such as host=. For a registry in a file use -{other}.");
    }

    /// <summary>Whether a text is a connection string, <c>postgresql://…</c> or <c>keyword=value …</c>, and not an absolute path.</summary>
    internal static bool IsConnectionString(string text) => IsUri(text) || Matches(text, @"^\s*[a-z_]+\s*=");

    /// <summary>Whether a text is a connection string that can be no path.</summary>
    internal static bool IsUri(string text) => Matches(text, @"^\s*postgres(ql)?://");

    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The location fit to be shown: without secrets.</summary>
    public override string ToString() => location;
}
