using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Backup-CsCertificateRegistry makes a whole copy that can be used as the registry is.</summary>
public sealed class BackupTests : LitwareTest
{
    [Fact]
    public void The_copy_holds_everything_and_passes_the_check()
    {
        Run("Revoke-CsClientCertificate 'Ken Myer'; $head = (Get-CsCertificateRegistry).AuditHead").Clean();

        Assert.Equal(Folder["copy.db"], Run("Backup-CsCertificateRegistry $Folder/copy.db").One<FileInfo>().FullName);

        Run("Connect-CsCertificateRegistry $Folder/copy.db").Clean();
        var copy = Run("Get-CsCertificateRegistry -Check -ExpectedHead $head").Clean();
        Assert.Equal(["True"], copy.Each("Healthy"));
        Assert.Equal(Run("$head").Output.Select(item => item!.ToString()), copy.Each("AuditHead"));
        Assert.Equal(43, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void It_is_for_the_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are a matter of Unix");

        Run("Backup-CsCertificateRegistry $Folder/copy.db").Clean();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder["copy.db"]));
    }

    [Fact]
    public void A_file_that_is_there_is_never_overwritten()
    {
        Folder.Write("copy.db", "precious");

        var reply = Run("Backup-CsCertificateRegistry $Folder/copy.db");

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal("precious", File.ReadAllText(Folder["copy.db"]));
    }

    [Fact]
    public void It_works_while_others_write()
    {
        using var other = NewSession();
        var writer = other.Start("'started'; foreach ($user in Get-CsUser) { Revoke-CsClientCertificate $user }").UntilOutput(1);

        for (var i = 0; i < 5; i++)
        {
            Run($"$null = Backup-CsCertificateRegistry $Folder/copy{i}.db").Clean();
        }

        writer.Wait().Clean();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(["True"], Run($"Connect-CsCertificateRegistry $Folder/copy{i}.db; Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
        }
    }

    [Fact]
    public void With_WhatIf_there_is_no_copy()
    {
        Assert.StartsWith("What if: ", Run("Backup-CsCertificateRegistry $Folder/copy.db -WhatIf").Clean().Text);
        Assert.Empty(OtherFiles);
    }
}
