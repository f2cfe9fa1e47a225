using System.Security.AccessControl;
using System.Security.Principal;

namespace CsClientCertificate.Tests.Windows;

/// <summary>Who may do what with a file or folder.</summary>
internal static class AccessList
{
    private static readonly SecurityIdentifier[] Machine =
        [new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null)];

    /// <summary>Asserts that the current user, SYSTEM and Administrators have rights, and nobody else has any.</summary>
    public static void AssertOwnersOnly(string path)
    {
        using var me = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] allowed = [me.User!, .. Machine];
        var security = Of(path);
        Assert.Contains((SecurityIdentifier)security.GetOwner(typeof(SecurityIdentifier))!, allowed);
        var rules = security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier));
        var granted = rules.Cast<FileSystemAccessRule>()
            .Where(rule => rule.AccessControlType == AccessControlType.Allow && rule.FileSystemRights != 0)
            .Select(rule => (SecurityIdentifier)rule.IdentityReference).ToList();
        Assert.NotEmpty(granted);
        Assert.All(granted, who => Assert.Contains(who, allowed));
    }

    /// <summary>Gives everybody a right.</summary>
    public static void Grant(string path, FileSystemRights right)
    {
        var rule = new FileSystemAccessRule(new SecurityIdentifier(WellKnownSidType.WorldSid, null), right, AccessControlType.Allow);
        var security = Of(path);
        security.AddAccessRule(rule);
        if (security is DirectorySecurity folder)
        {
            new DirectoryInfo(path).SetAccessControl(folder);
        }
        else
        {
            new FileInfo(path).SetAccessControl((FileSecurity)security);
        }
    }

    private static FileSystemSecurity Of(string path) =>
        Directory.Exists(path) ? new DirectoryInfo(path).GetAccessControl() : new FileInfo(path).GetAccessControl();
}
