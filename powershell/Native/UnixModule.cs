using System;
using System.Runtime.InteropServices;

namespace CsClientCertificate.Native;

/// <summary>A library in Linux or macOS.</summary>
internal sealed class UnixModule : NativeModule
{
    private const int ResolveNow = 2;

    // RTLD_LOCAL keeps our symbols from being taken for those of another library; it is 0 in Linux.
    private const int LocalInMacOS = 4;

    private readonly DynamicLinker linker;
    private readonly IntPtr module;

    internal UnixModule(string path)
        : base(path)
    {
        int flags = ResolveNow | (RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? LocalInMacOS : 0);
        linker = DynamicLinker.OfThisProcess();
        module = linker.Open(path, flags);
        if (module == IntPtr.Zero)
        {
            string reason = linker.LastError();
            throw CannotLoad(path, MountedFolder.WithoutExecution(path) is string mount
                ? $"\"{mount}\" is mounted with noexec, where nothing can be executed; put the module elsewhere, or mount it without ({reason})"
                : reason);
        }
    }

    protected override IntPtr Find(string name) => linker.Symbol(module, name);
}
