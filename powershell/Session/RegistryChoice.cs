using System;

namespace CsClientCertificate.Session;

/// <summary>The registry to open, and where the choice comes from.</summary>
internal sealed class RegistryChoice
{
    internal RegistryChoice(string location, RegistrySource source, bool readOnly = false)
    {
        Location = location;
        Source = source;
        IsReadOnly = readOnly;
    }

    /// <summary>An absolute path, or a connection string. May hold a password: see <see cref="ToString"/>.</summary>
    internal string Location { get; }

    internal RegistrySource Source { get; }

    internal bool IsReadOnly { get; }

    internal bool IsFile => !IsConnectionString(Location);

    internal static bool IsConnectionString(string location) =>
        location.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The location fit to be shown: the password in a connection string is left out.</summary>
    public override string ToString()
    {
        if (IsFile)
        {
            return Location;
        }

        return ConnectionStringForDisplay.WithoutPassword(Location);
    }
}
