namespace CsClientCertificate.Native;

/// <summary>A library in Linux or macOS.</summary>
internal sealed class UnixModule(string path, DynamicLinker linker, IntPtr module) : NativeModule(path)
{
    private const int ResolveNow = 2;

    // RTLD_LOCAL keeps our symbols from being taken for those of another library; it is 0 in Linux.
    private const int LocalInMacOS = 4;

    /// <summary>Loads a library, or where that fails for want of OpenSSL the one beside it that has no servers.</summary>
    internal static UnixModule Open(string path)
    {
        var linker = DynamicLinker.OfThisProcess();
        if (TryOpen(linker, path, out string reason) is UnixModule complete)
        {
            return complete;
        }

        if (!IsForWantOfOpenSsl(reason))
        {
            throw CannotLoad(path, reason);
        }

        string filesOnly = LibraryPath.FilesOnly(path) ?? throw CannotLoad(path, reason, "Install OpenSSL 3 (libssl.so.3), or the module from a package, which has a library that does without.");
        return TryOpen(linker, filesOnly, out reason) ?? throw CannotLoad(filesOnly, reason);
    }

    // The name is in the text in every language, and the version is whichever the library was built with.
    private static bool IsForWantOfOpenSsl(string reason) => reason.Contains("libssl.so") || reason.Contains("libcrypto.so");

    private static UnixModule? TryOpen(DynamicLinker linker, string path, out string reason)
    {
        int flags = ResolveNow | (RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? LocalInMacOS : 0);
        IntPtr module = linker.Open(path, flags);
        if (module != IntPtr.Zero)
        {
            reason = string.Empty;
            return new UnixModule(path, linker, module);
        }

        reason = linker.LastError();
        if (MountedFolder.WithoutExecution(path) is string mount)
        {
            reason = $"\"{mount}\" is mounted with noexec, where nothing can be executed; put the module elsewhere, or mount it without ({reason})";
        }

        return null;
    }

    protected override IntPtr Find(string name) => linker.Symbol(module, name);
}
