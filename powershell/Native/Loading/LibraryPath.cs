namespace CsClientCertificate.Native;

/// <summary>
/// Where the native library lies: in the folder of this process's platform, beside this assembly, and
/// nowhere else. No search path and no environment variable has a say in it.
/// </summary>
internal static class LibraryPath
{
    private const string Maps = "/proc/self/maps";
    private const string FilesOnlyName = "libcscert-files.so";
    private const string ForMusl = "Use a PowerShell on a system with glibc, such as Debian or Red Hat, or in a container of one.";
    private const string FromThe32BitOne = "& \"$env:SystemRoot\\Sysnative\\WindowsPowerShell\\v1.0\\powershell.exe\"";

    private static readonly string[] Platforms = ["linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"];

    internal static string Find()
    {
        string module = Path.GetDirectoryName(typeof(LibraryPath).Assembly.Location) ?? string.Empty;
        if (module.Length == 0)
        {
            throw NativeLibraryException.Missing(
                "The module CsClientCertificate was loaded from memory, so its native library cannot be found. Import the module from its folder.");
        }

        // Of the process, not of the machine: an x64 PowerShell on an ARM machine needs the x64 library.
        bool musl = HasMusl();
        return Sound(For(module, SystemOfProcess(), RuntimeInformation.ProcessArchitecture, musl), musl);
    }

    /// <summary>The library beside the one of Linux that has registries in files only and needs no OpenSSL; null where there is none.</summary>
    internal static string? FilesOnly(string library)
    {
        string path = Path.Combine(Path.GetDirectoryName(library) ?? string.Empty, FilesOnlyName);
        return File.Exists(path) ? Sound(path, HasMusl()) : null;
    }

    private static string Sound(string path, bool musl) =>
        LibraryImage.Fault(path, SystemOfProcess(), RuntimeInformation.ProcessArchitecture, musl) switch
        {
            null => path,
            LibraryImage.ForGlibc => throw NativeModule.CannotLoad(path, LibraryImage.ForGlibc, ForMusl),
            string fault => throw NativeModule.CannotLoad(path, fault),
        };

    private static bool HasMusl()
    {
        string? maps = null;
        try
        {
            maps = File.Exists(Maps) ? File.ReadAllText(Maps) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // There is another way to know.
        }

        return IsMusl(maps, AppContext.GetData("RUNTIME_IDENTIFIER") as string);
    }

    /// <summary>Whether a process's C library is musl.</summary>
    /// <param name="maps">What the process has loaded, which is certain: a system may have both. Null if that is not known.</param>
    /// <param name="runtimeIdentifier">What .NET says that it was built for; Windows PowerShell's does not say it.</param>
    internal static bool IsMusl(string? maps, string? runtimeIdentifier) =>
        maps is not null
            ? maps.Contains("/ld-musl-")
            : runtimeIdentifier is not null && (runtimeIdentifier.Contains("-musl-") || runtimeIdentifier.StartsWith("alpine", StringComparison.Ordinal));

    /// <summary>The library in the module's folder for a process of this kind; an error that says what to do where there is none.</summary>
    internal static string For(string module, OSPlatform system, Architecture architecture, bool musl)
    {
        bool windows = system == OSPlatform.Windows;
        bool macOS = system == OSPlatform.OSX;
        string platform = (windows ? "win" : macOS ? "osx" : "linux") + "-" + architecture.ToString().ToLowerInvariant();
        string path = LibraryOf(module, platform);
        if (architecture is Architecture.X86 or Architecture.Arm)
        {
            // System32 means the 32-bit folder to a 32-bit process; Sysnative is what it has for the other.
            string start = windows ? $"Start the 64-bit one: {FromThe32BitOne}, or 64-bit pwsh." : "Start a 64-bit one.";
            throw NativeLibraryException.Missing(
                $"The module CsClientCertificate needs a 64-bit PowerShell, this one is {platform}: there is no \"{path}\". {start}");
        }

        if (!File.Exists(path))
        {
            string remedy = musl
                ? "This system has musl (Alpine). " + ForMusl
                : $"Install the module CsClientCertificate again, from a package that contains the folder \"{platform}\".";
            throw NativeLibraryException.Missing($"The native library \"{path}\" is missing. {Present(module)}{remedy}");
        }

        return path;
    }

    // Whoever has a processor that no package is made for learns it here.
    private static string Present(string module)
    {
        string[] present = Array.FindAll(Platforms, platform => File.Exists(LibraryOf(module, platform)));
        return present.Length == 0 ? string.Empty : $"The module has libraries for {string.Join(", ", present)} only. ";
    }

    private static string LibraryOf(string module, string platform)
    {
        string file = platform.StartsWith("win-", StringComparison.Ordinal) ? "cscert.dll"
            : platform.StartsWith("osx-", StringComparison.Ordinal) ? "libcscert.dylib"
            : "libcscert.so";
        return Path.Combine(module, platform, file);
    }

    private static OSPlatform SystemOfProcess()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return OSPlatform.Windows;
        }

        return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? OSPlatform.OSX : OSPlatform.Linux;
    }
}
