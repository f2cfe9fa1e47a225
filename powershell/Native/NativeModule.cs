using System;
using System.Runtime.InteropServices;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Native;

/// <summary>
/// A native library loaded by absolute path, and its symbols. It stays loaded as long as the process:
/// finalizers may still need it. DllImport would search by name, and Windows PowerShell has no NativeLibrary.
/// </summary>
internal abstract class NativeModule
{
    private readonly string path;

    protected NativeModule(string path)
    {
        this.path = path;
    }

    internal static NativeModule Load(string path) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? new WindowsModule(path) : new UnixModule(path);

    internal IntPtr Symbol(string name)
    {
        IntPtr address = Find(name);
        if (address == IntPtr.Zero)
        {
            throw NativeLibraryException.Mismatch(
                $"The native library \"{path}\" does not belong to this module: it has no function {name}. Install the module CsClientCertificate again.");
        }

        return address;
    }

    protected abstract IntPtr Find(string name);

    internal static NativeLibraryException CannotLoad(string path, string reason) =>
        NativeLibraryException.Missing(
            $"The native library \"{path}\" cannot be loaded: {reason}. Install the module CsClientCertificate again.");
}
