namespace CsClientCertificate.Session;

/// <summary>The registry where nobody connected one: the environment variable's, else the machine's own place.</summary>
internal static class RegistryPlace
{
    internal const string Variable = "CS_CERTIFICATE_REGISTRY";

    private const string Folder = "CsClientCertificate";
    private const string FileName = "registry.db";

    /// <summary>The connection string of the environment variable; null if it holds none.</summary>
    internal static string? ConnectionString =>
        Environment.GetEnvironmentVariable(Variable) is string given && RegistryChoice.IsConnectionString(given) ? given : null;

    /// <summary>The file, where the environment variable holds no connection string.</summary>
    internal static RegistryChoice OfMachine()
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(given))
        {
            return RegistryChoice.InFile(Path.Combine(DataFolder(), Folder, FileName), RegistrySource.Default);
        }

        // Read against the working directory it would mean another registry after every Set-Location.
        if (!IsAbsolute(given))
        {
            throw new RegistryException(
                ErrorKind.RegistryUnavailable,
                $"The environment variable {Variable} is \"{given}\", which is neither an absolute path nor a connection string. Set it to one of them, or use Connect-CsCertificateRegistry -Path.");
        }

        return RegistryChoice.InFile(given, RegistrySource.Environment);
    }

    // Windows: for the machine, whoever runs the command. Elsewhere: the user's own (XDG base directories).
    private static string DataFolder()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return Environment.GetFolderPath(
                Environment.SpecialFolder.CommonApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        }

        // The specification says to ignore a relative one.
        string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (!string.IsNullOrEmpty(data) && data.StartsWith("/", StringComparison.Ordinal))
        {
            return data;
        }

        string home = Environment.GetFolderPath(
            Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        if (!home.StartsWith("/", StringComparison.Ordinal))
        {
            // A relative one would mean another registry after every Set-Location.
            string problem = home.Length == 0
                ? "This user has no home folder for a registry."
                : $"The home folder of this user, \"{home}\" (HOME), is not an absolute path.";
            throw new RegistryException(
                ErrorKind.RegistryUnavailable,
                $"{problem} Set {Variable}, or use Connect-CsCertificateRegistry -Path.");
        }

        return Path.Combine(home, ".local", "share");
    }

    // On Windows "\folder" and "C:folder" are rooted, but where they lead depends on the working directory. Not IsPathRooted, which
    // throws in .NET Framework for characters that no path may have: that the path is none is said where it is opened.
    private static bool IsAbsolute(string path) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? path.StartsWith(@"\\", StringComparison.Ordinal)
                || (path.Length > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/'))
            : path.StartsWith("/", StringComparison.Ordinal);
}
