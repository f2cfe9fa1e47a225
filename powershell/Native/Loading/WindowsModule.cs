using System.ComponentModel;

namespace CsClientCertificate.Native;

/// <summary>A library in Windows.</summary>
internal sealed class WindowsModule : NativeModule
{
    // What the library itself needs comes from its own folder or System32, never from PATH or the working directory.
    private const uint LoadLibrarySearchDllLoadDir = 0x100;
    private const uint LoadLibrarySearchSystem32 = 0x800;

    private readonly IntPtr module;

    internal WindowsModule(string path)
        : base(path)
    {
        module = LoadLibraryEx(path, IntPtr.Zero, LoadLibrarySearchDllLoadDir | LoadLibrarySearchSystem32);
        if (module == IntPtr.Zero)
        {
            throw CannotLoad(path, new Win32Exception(Marshal.GetLastWin32Error()).Message);
        }
    }

    protected override IntPtr Find(string name) => GetProcAddress(module, name);

    [DllImport("kernel32.dll", EntryPoint = "LoadLibraryExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    private static extern IntPtr LoadLibraryEx(string fileName, IntPtr file, uint flags);

    // Names of functions are ASCII.
    [DllImport("kernel32.dll", CharSet = CharSet.Ansi, ExactSpelling = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern IntPtr GetProcAddress(IntPtr module, string name);
}
