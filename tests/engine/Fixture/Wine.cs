using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>Wine passes for Windows; where it is none, a test cannot hold and says so.</summary>
internal static class Wine
{
    /// <summary>Whether the tests run in it.</summary>
    public static bool IsHere { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll.dll"), "wine_get_version", out _);

    /// <summary>Why a pipeline of 20,000 identities cannot hold in wine, each of which has the registry's file looked at.</summary>
    public const string KeepsClosedFiles = "it keeps a file that was closed open for as long as it is locked, and may have 20,000 open here";

    /// <summary>Skips the test in wine.</summary>
    /// <param name="lack">What wine has otherwise than Windows.</param>
    public static void Skip(string lack) => Assert.SkipWhen(IsHere, $"in wine: {lack}");

    /// <summary>
    /// Runs a program of Linux. Wine starts one, but hands back neither what it writes nor how it ends, so that a shell leaves both in files; and
    /// a handle that is none, which .NET would close: so it is wine's own program that starts the shell.
    /// </summary>
    public static (int Code, string Output, string Error) RunOfLinux(string program, string[] arguments)
    {
        // Of no number of the process: wine gives the same ones again.
        var place = $"/tmp/cscert-{Guid.NewGuid():N}";
        string FileOf(string kind) => $"Z:{place}.{kind}";
        var line = string.Join(" ", arguments.Prepend(program).Select(word => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
        File.WriteAllText(FileOf("script"), $"{line} >{place}.output 2>{place}.error\necho $? >{place}.part\nmv {place}.part {place}.code\n");
        using (Process.Start(@"C:\windows\system32\start.exe", ["/unix", "/bin/sh", place + ".script"]))
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(FileOf("code")), TimeSpan.FromMinutes(2)), program);
        }

        string[] said = [.. new[] { "code", "output", "error" }.Select(kind => File.ReadAllText(FileOf(kind)))];
        Array.ForEach(["script", "code", "output", "error"], kind => File.Delete(FileOf(kind)));
        return (int.Parse(said[0], CultureInfo.InvariantCulture), said[1], said[2]);
    }
}
