namespace CsClientCertificate.Native;

/// <summary>
/// dlopen and its family. They live in libdl up to glibc 2.33 and in libc from then on and in musl, so both
/// are tried; the C library itself is already loaded, only its name is looked up.
/// </summary>
internal sealed class DynamicLinker(Func<byte[], int, IntPtr> open, Func<IntPtr, byte[], IntPtr> symbol, Func<IntPtr> error)
{
    internal static DynamicLinker OfThisProcess()
    {
        try
        {
            var libc = new DynamicLinker(InLibc.dlopen, InLibc.dlsym, InLibc.dlerror);
            _ = libc.LastError();
            return libc;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return new DynamicLinker(InLibdl.dlopen, InLibdl.dlsym, InLibdl.dlerror);
        }
    }

    internal IntPtr Open(string path, int flags) => open(Encoding.UTF8.GetBytes(path + "\0"), flags);

    internal IntPtr Symbol(IntPtr module, string name) => symbol(module, Encoding.ASCII.GetBytes(name + "\0"));

    internal string LastError() => Marshal.PtrToStringAnsi(error()) ?? "no reason was given";

    private static class InLibc
    {
        private const string Library = "libc";

        [DllImport(Library, ExactSpelling = true)]
        internal static extern IntPtr dlopen(byte[] path, int flags);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern IntPtr dlsym(IntPtr module, byte[] name);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern IntPtr dlerror();
    }

    private static class InLibdl
    {
        private const string Library = "libdl.so.2";

        [DllImport(Library, ExactSpelling = true)]
        internal static extern IntPtr dlopen(byte[] path, int flags);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern IntPtr dlsym(IntPtr module, byte[] name);

        [DllImport(Library, ExactSpelling = true)]
        internal static extern IntPtr dlerror();
    }
}
