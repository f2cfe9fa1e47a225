using System;
using System.IO;
using System.Runtime.InteropServices;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Native;

/// <summary>
/// Where the native library lies: in the folder of this process's platform, beside this assembly, and
/// nowhere else. No search path and no environment variable has a say in it.
/// </summary>
internal static class LibraryPath
{
    private const string Maps = "/proc/self/maps";
    private const string FilesOnlyName = "libcscert-files.so";
    private const string FromThe32BitOne = "& \"$env:SystemRoot\\Sysnative\\WindowsPowerShell\\v1.0\\powershell.exe\"";

    internal static string Find()
    {
        string module = Path.GetDirectoryName(typeof(LibraryPath).Assembly.Location) ?? string.Empty;
        if (module.Length == 0)
        {
            throw NativeLibraryException.Missing(
                "The module CsClientCertificate was loaded from memory, so its native library cannot be found. Import the module from its folder.");
        }

        // Of the process, not of the machine: an x64 PowerShell on an ARM machine needs the x64 library.
        return Sound(For(module, SystemOfProcess(), RuntimeInformation.ProcessArchitecture));
    }

    /// <summary>The library beside the one of Linux that has registries in files only and needs no OpenSSL; null where there is none.</summary>
    internal static string? FilesOnly(string library)
    {
        string path = Path.Combine(Path.GetDirectoryName(library) ?? string.Empty, FilesOnlyName);
        return File.Exists(path) ? Sound(path) : null;
    }

    private static string Sound(string path) =>
        LibraryImage.Fault(path, SystemOfProcess(), RuntimeInformation.ProcessArchitecture, HasMusl()) is string fault
            ? throw NativeModule.CannotLoad(path, fault)
            : path;

    // What the process has loaded says which C library it is; a system may have both.
    private static bool HasMusl()
    {
        try
        {
            return File.Exists(Maps) && File.ReadAllText(Maps).Contains("/ld-musl-");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The library in the module's folder for a process of this kind; an error that says what to do where there is none.</summary>
    internal static string For(string module, OSPlatform system, Architecture architecture)
    {
        bool windows = system == OSPlatform.Windows;
        bool macOS = system == OSPlatform.OSX;
        string platform = (windows ? "win" : macOS ? "osx" : "linux") + "-" + architecture.ToString().ToLowerInvariant();
        string path = Path.Combine(module, platform, windows ? "cscert.dll" : macOS ? "libcscert.dylib" : "libcscert.so");
        if (architecture is Architecture.X86 or Architecture.Arm)
        {
            // System32 means the 32-bit folder to a 32-bit process; Sysnative is what it has for the other.
            string start = windows ? $"Start the 64-bit one: {FromThe32BitOne}, or 64-bit pwsh." : "Start a 64-bit one.";
            throw NativeLibraryException.Missing(
                $"The module CsClientCertificate needs a 64-bit PowerShell, this one is {platform}: there is no \"{path}\". {start}");
        }

        if (!File.Exists(path))
        {
            throw NativeLibraryException.Missing(
                $"The native library \"{path}\" is missing. Install the module CsClientCertificate again, from a package that contains the folder \"{platform}\".");
        }

        return path;
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
