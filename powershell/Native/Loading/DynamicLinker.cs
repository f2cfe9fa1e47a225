namespace CsClientCertificate.Native;

/// <summary>
/// dlopen and its family. They live in libdl up to glibc 2.33 and in libc from then on and in musl, so both
/// are tried; the C library itself is already loaded, only its name is looked up.
/// </summary>
internal abstract class DynamicLinker
{
    internal static DynamicLinker OfThisProcess()
    {
        try
        {
            var libc = new InLibc();
            _ = libc.LastError();
            return libc;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return new InLibdl();
        }
    }

    internal IntPtr Open(string path, int flags) => Open(Encoding.UTF8.GetBytes(path + "\0"), flags);

    internal IntPtr Symbol(IntPtr module, string name) => Symbol(module, Encoding.ASCII.GetBytes(name + "\0"));

    internal string LastError() => Marshal.PtrToStringAnsi(Error()) ?? "no reason was given";

    protected abstract IntPtr Open(byte[] path, int flags);

    protected abstract IntPtr Symbol(IntPtr module, byte[] name);

    protected abstract IntPtr Error();

    private sealed class InLibc : DynamicLinker
    {
        protected override IntPtr Open(byte[] path, int flags) => dlopen(path, flags);

        protected override IntPtr Symbol(IntPtr module, byte[] name) => dlsym(module, name);

        protected override IntPtr Error() => dlerror();

        [DllImport("libc", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern IntPtr dlopen(byte[] path, int flags);

        [DllImport("libc", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern IntPtr dlsym(IntPtr module, byte[] name);

        [DllImport("libc", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern IntPtr dlerror();
    }

    private sealed class InLibdl : DynamicLinker
    {
        protected override IntPtr Open(byte[] path, int flags) => dlopen(path, flags);

        protected override IntPtr Symbol(IntPtr module, byte[] name) => dlsym(module, name);

        protected override IntPtr Error() => dlerror();

        [DllImport("libdl.so.2", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern IntPtr dlopen(byte[] path, int flags);

        [DllImport("libdl.so.2", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern IntPtr dlsym(IntPtr module, byte[] name);

        [DllImport("libdl.so.2", ExactSpelling = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern IntPtr dlerror();
    }
}
