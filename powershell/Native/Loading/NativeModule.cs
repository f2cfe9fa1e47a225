// Where Windows looks for what is imported by name: kernel32.dll.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]

namespace CsClientCertificate.Native;

/// <summary>
/// A native library loaded by absolute path, and its symbols. It stays loaded as long as the process:
/// finalizers may still need it. DllImport would search by name, and Windows PowerShell has no NativeLibrary.
/// </summary>
/// <param name="path">The library.</param>
internal abstract class NativeModule(string path)
{
    /// <summary>The path of what was loaded.</summary>
    internal string Path { get; } = path;

    internal static NativeModule Load(string path) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? new WindowsModule(path) : UnixModule.Open(path);

    internal IntPtr Symbol(string name)
    {
        IntPtr address = Find(name);
        if (address == IntPtr.Zero)
        {
            throw NativeLibraryException.Mismatch(
                $"The native library \"{Path}\" does not belong to this module: it has no function {name}. Install the module CsClientCertificate again.");
        }

        return address;
    }

    protected abstract IntPtr Find(string name);

    internal static NativeLibraryException CannotLoad(string path, string reason, string remedy = "Install the module CsClientCertificate again.") =>
        NativeLibraryException.Missing($"The native library \"{path}\" cannot be loaded: {reason}. {remedy}");
}
