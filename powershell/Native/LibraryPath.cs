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
    internal static string Find()
    {
        string module = Path.GetDirectoryName(typeof(LibraryPath).Assembly.Location) ?? string.Empty;
        if (module.Length == 0)
        {
            throw NativeLibraryException.Missing(
                "The module CsClientCertificate was loaded from memory, so its native library cannot be found. Import the module from its folder.");
        }

        string path = Path.Combine(module, Platform(), FileName());
        if (!File.Exists(path))
        {
            throw NativeLibraryException.Missing(
                $"The native library \"{path}\" is missing. Install the module CsClientCertificate again, with a package that holds the folder \"{Platform()}\".");
        }

        return path;
    }

    private static string Platform() => OperatingSystem() + "-" + Architecture();

    private static string OperatingSystem()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return "win";
        }

        return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : "linux";
    }

    // Of the process, not of the machine: an x64 PowerShell on an ARM machine needs the x64 library.
    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture other => throw NativeLibraryException.Missing(
            $"The module CsClientCertificate does not run in a process of architecture {other}. Start the 64-bit PowerShell (on Windows: {@"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"}, or 64-bit pwsh)."),
    };

    private static string FileName()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return "cscert.dll";
        }

        return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libcscert.dylib" : "libcscert.so";
    }
}
