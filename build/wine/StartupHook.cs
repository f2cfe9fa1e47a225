using System.IO;
using System.Runtime.InteropServices;

/// <summary>What the runtime calls before the program; it looks for this name, in no namespace.</summary>
internal static class StartupHook
{
    public static void Initialize() =>
        NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!, "frames.dll"));
}
