namespace CsClientCertificate.Tests.Fixture;

/// <summary>What this process has open, as Linux tells; elsewhere nothing is known, and moving or deleting a file must do as a test.</summary>
internal static class OpenFiles
{
    public static IReadOnlyList<string> OfThisProcess() =>
        OperatingSystem.IsLinux() ? [.. Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget ?? "")] : [];
}
