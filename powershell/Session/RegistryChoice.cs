using System;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace CsClientCertificate.Session;

/// <summary>The registry to open, and where the choice comes from.</summary>
internal sealed class RegistryChoice
{
    private readonly string location;

    private RegistryChoice(string location, RegistryServer? server, RegistrySource source, bool readOnly)
    {
        this.location = location;
        Server = server;
        Source = source;
        IsReadOnly = readOnly;
    }

    /// <summary>An absolute path; null for a registry on a server.</summary>
    internal string? File => Server is null ? location : null;

    /// <summary>The server; null for a registry in a file.</summary>
    internal RegistryServer? Server { get; }

    internal RegistrySource Source { get; }

    internal bool IsReadOnly { get; }

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

    /// <summary>Whether a text is a connection string, <c>postgresql://…</c> or <c>keyword=value …</c>, and not an absolute path.</summary>
    internal static bool IsConnectionString(string text) => IsUri(text) || Matches(text, @"^\s*[a-z_]+\s*=");

    /// <summary>Whether a text is a connection string that can be no path.</summary>
    internal static bool IsUri(string text) => Matches(text, @"^\s*postgres(ql)?://");

    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The location fit to be shown: without secrets.</summary>
    public override string ToString() => location;
}
