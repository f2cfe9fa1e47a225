using System.Runtime.InteropServices;
using System.Text;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>What the SQLite in the module's library was compiled with: whatever built it, the same.</summary>
public sealed class EngineOptionsTests
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Text
    {
        public nint Data;
        public nuint Length;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int EngineOptions(out Text options, nint error);

    [Fact]
    public void They_are_those_of_the_list()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CSCERT_SYSTEM_SQLITE") is not null, "this build uses the system's SQLite");
        var library = Path.Combine(
            Places.Module, OperatingSystem.IsWindows() ? "win-x64" : "linux-x64", OperatingSystem.IsWindows() ? "cscert.dll" : "libcscert.so");
        Assert.SkipUnless(File.Exists(library), "this test is for x64 Linux and Windows");
        var listed = File.ReadAllLines(Path.Combine(Places.Data, "sqlite-options.txt")).Where(line => !line.StartsWith('#')).ToArray();

        // It stays loaded, as the module's own handle of it does.
        var export = NativeLibrary.GetExport(NativeLibrary.Load(library), "cscert_engine_options");
        Assert.Equal(0, Marshal.GetDelegateForFunctionPointer<EngineOptions>(export)(out var text, 0));
        var bytes = new byte[text.Length];
        Marshal.Copy(text.Data, bytes, 0, bytes.Length);
        var options = Encoding.UTF8.GetString(bytes).Split('\n');

        // What ends with an asterisk means all that begin so: the compiler's and the system's.
        Assert.DoesNotContain(options, option => !listed.Any(line => line.EndsWith('*') ? option.StartsWith(line[..^1], StringComparison.Ordinal) : option == line));
        Assert.Empty(listed.Where(line => !line.EndsWith('*')).Except(options));
    }
}
