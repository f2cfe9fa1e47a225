using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Backup-CsCertificateRegistry makes a whole copy that can be used as the registry is.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
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
        Assert.Contains("The backup \"", reply.Error.Exception.Message);
        Assert.Equal("precious", File.ReadAllText(Folder["copy.db"]));
    }

    [Fact]
    public void With_Force_an_earlier_backup_of_the_same_registry_is_replaced_and_nothing_else()
    {
        Run("$null = Backup-CsCertificateRegistry $Folder/copy.db; $null = Backup-CsCertificateRegistry $Folder/older.db; Revoke-CsClientCertificate 'Ken Myer'").Clean();
        Folder.Write("text.db", "precious");
        var before = File.ReadAllBytes(Folder["copy.db"]);

        foreach (var name in new[] { "registry.db", "text.db", "registry.db-wal", "registry.db-journal", "new.db-shm" })
        {
            foreach (var more in new[] { "", "-WhatIf" })
            {
                var reply = Run($"Backup-CsCertificateRegistry $Folder/{name} -Force {more}");
                Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
                Assert.DoesNotContain("What if", reply.Text);
            }
        }

        Run("$null = Backup-CsCertificateRegistry $Folder/copy.db -Force -WhatIf").Clean();
        Assert.Equal(before, File.ReadAllBytes(Folder["copy.db"]));
        Run("$null = Backup-CsCertificateRegistry $Folder/copy.db -Force").Clean();
        Assert.Equal("precious", File.ReadAllText(Folder["text.db"]));
        Assert.Single(Run("Connect-CsCertificateRegistry $Folder/copy.db; Get-CsCertificateAudit -Action Revoke").Clean().Output);

        // Once it was opened it may be in use.
        Run("Connect-CsCertificateRegistry $Registry").Clean();
        Assert.Contains("lies beside it", Run("Backup-CsCertificateRegistry $Folder/copy.db -Force").Error.Exception.Message);
    }

    [Theory]
    [InlineData("$Folder/missing/copy.db", "missing")]
    [InlineData("$Folder", "is a folder")]
    [InlineData("Variable:x", "is not a file system path")]
    public void A_path_without_a_folder_is_no_registry_s_trouble(string path, string expected)
    {
        var reply = Run($"Backup-CsCertificateRegistry {path}; 'goes on'");

        Assert.StartsWith("FileNotFound,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains(expected, reply.Error.Exception.Message);
        Assert.Equal("goes on", reply.Output[^1]?.BaseObject);
    }

    [Fact]
    public void A_folder_that_others_can_write_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are a matter of Unix");
        var shared = Directory.CreateDirectory(Folder["shared"]);
        shared.UnixFileMode = (UnixFileMode)0b1_111_111_111 | UnixFileMode.StickyBit;

        var reply = Run("Backup-CsCertificateRegistry $Folder/shared/copy.db");

        Assert.StartsWith("AccessDenied,", reply.Error.FullyQualifiedErrorId);
        Assert.Empty(shared.GetFileSystemInfos());
    }

    [Fact]
    public void The_file_comes_as_Get_Item_emits_it()
    {
        foreach (var (name, location) in new[] { ("one[1].db", "$Folder"), ("two.db", "Variable:") })
        {
            var file = Assert.Single(Run($"$null = $ExecutionContext.SessionState.Path.SetLocation(\"{location}\"); Backup-CsCertificateRegistry ($Folder + '/{name}')").Clean().Output)!;
            Assert.Equal(@"Microsoft.PowerShell.Core\FileSystem::" + Folder[name], file.Properties["PSPath"]?.Value);
            Assert.Equal(name, file.Properties["PSChildName"]?.Value);
            Assert.Equal(false, file.Properties["PSIsContainer"]?.Value);
            Assert.Equal("FileSystem", file.Properties["PSProvider"]?.Value?.ToString()?.Split('\\')[^1]);
            Assert.True((long)file.Properties["Length"].Value > 0);
        }
    }

    [Fact]
    public void It_works_while_others_write()
    {
        // Whether a write falls into the very copying is a matter of the tests beside the code that copies; here it falls into the command.
        using var other = NewSession();
        var stop = Folder["stop"];
        var writer = other.Set("Stop", stop).Start("""
            $number = 0
            while (-not [IO.File]::Exists($Stop)) {
                $number++
                $null = @{ DistinguishedName = "CN=Crowd $number,DC=litwareinc,DC=com"; SipAddress = "sip:crowd$number@litwareinc.com" } | Import-CsUser
                $number
            }
            """).UntilOutput(1);
        var during = 0;
        var copies = 0;
        for (; during == 0 && copies < 50; copies++)
        {
            var before = writer.Output.Count;
            Run($"$null = Backup-CsCertificateRegistry $Folder/copy{copies}.db").Clean();
            during = writer.Output.Count - before;
        }

        File.WriteAllText(stop, "");
        writer.Wait().Clean();
        Assert.True(during > 0, "No write fell into a backup.");
        for (var i = 0; i < copies; i++)
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
