using System.Management.Automation;
using System.Security.AccessControl;

namespace CsClientCertificate.Tests.Windows;

/// <summary>A registry is made for its owner alone, and refused where everybody may change it.</summary>
public sealed class AccessTests : WindowsTest
{
    [Fact]
    public void All_that_is_made_is_for_the_owner_alone()
    {
        Run("""
            Connect-CsCertificateRegistry -Path $Folder\new\deeper\registry.db
            $null = Import-CsUser $Data\directory.ldif
            $null = Backup-CsCertificateRegistry $Folder\copy.db
            """).Clean();

        foreach (var made in new[] { @"new", @"new\deeper", @"new\deeper\registry.db", @"new\deeper\registry.db-wal", @"new\deeper\registry.db-shm", "copy.db" })
        {
            AccessList.AssertOwnersOnly(Folder[made]);
        }
    }

    [Theory]
    [InlineData("registry.db", FileSystemRights.Write)]
    [InlineData("registry.db-wal", FileSystemRights.Write)]
    [InlineData("registry.db-shm", FileSystemRights.Write)]
    [InlineData("", FileSystemRights.Modify)]
    public void What_everybody_may_write_is_refused(string name, FileSystemRights right)
    {
        Run("$null = Import-CsUser $Data\\directory.ldif").Clean();
        AccessList.Grant(Folder[name], right);

        foreach (var command in new[] { "Get-CsUser", "Import-CsUser $Data\\directory.ldif" })
        {
            var reply = Run(command);
            Assert.NotNull(reply.Failure);
            Assert.StartsWith("AccessDenied,", reply.Error.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.PermissionDenied, reply.Error.CategoryInfo.Category);
            Assert.Contains($"{name}\" is writable by ", reply.Error.Exception.Message);
            Assert.Contains("icacls", reply.Error.Exception.Message);
        }
    }

    [Fact]
    public void What_everybody_may_read_is_used()
    {
        Run("$null = Import-CsUser $Data\\directory.ldif").Clean();
        AccessList.Grant(Registry, FileSystemRights.Read);

        Assert.Equal(50, Run("Get-CsUser").Clean().Output.Count);
    }
}
