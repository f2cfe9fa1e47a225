namespace CsClientCertificate.Tests.Fixture;

/// <summary>The operating system's user, as the registry records it.</summary>
internal static class CurrentUser
{
    public static string Name => OperatingSystem.IsWindows() ? $@"{Environment.UserDomainName}\{Environment.UserName}" : Environment.UserName;
}
