using System.Runtime.InteropServices;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>Wine passes for Windows; where it is none, a test cannot hold and says so.</summary>
internal static class Wine
{
    private static readonly bool IsHere = OperatingSystem.IsWindows()
        && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll.dll"), "wine_get_version", out _);

    /// <summary>Skips the test in wine.</summary>
    /// <param name="lack">What wine has otherwise than Windows.</param>
    public static void Skip(string lack) => Assert.SkipWhen(IsHere, $"in wine: {lack}");
}
