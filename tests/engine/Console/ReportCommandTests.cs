using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>Export-CsClientCertificateReport as a command; what the page shows is tested beside the code that writes it.</summary>
public sealed class ReportCommandTests : ModuleTest
{
    public ReportCommandTests()
    {
        Run("Import-CsUser -Path $Data/directory.ldif").Clean();
        Run("Publish-CsClientCertificate -Path $Data/certificates/jberry*.cer, $Data/certificates/kenmyer*.cer").Clean();
    }

    [Fact]
    public void It_writes_the_page_and_emits_the_file()
    {
        var file = Run("Export-CsClientCertificateReport -Path $Folder/report.html").One<FileInfo>();

        Assert.Equal(Folder["report.html"], file.FullName);
        Assert.True(file.Exists);
        var page = File.ReadAllText(file.FullName);
        Assert.Contains("sip:jo.berry@litwareinc.com", page);
        Assert.Contains("within 30 days", page);
    }

    [Fact]
    public void Its_path_is_of_this_location_and_an_older_report_is_replaced()
    {
        Folder.Write("report.html", "older");
        Run("$ExecutionContext.SessionState.Path.SetLocation($Folder)").Clean();
        var file = Run("Export-CsClientCertificateReport report.html").One<FileInfo>();

        Assert.Equal(Folder["report.html"], file.FullName);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(file.FullName));
    }

    [Fact]
    public void The_span_is_chosen()
    {
        Run("Export-CsClientCertificateReport -Path $Folder/all.html -ExpiringWithin 100000.00:00:00").Clean();

        Assert.Contains("within 100000 days", File.ReadAllText(Folder["all.html"]));
        Assert.Contains("negative", Run("Export-CsClientCertificateReport -Path $Folder/x.html -ExpiringWithin -1.00:00:00").Error.Exception.Message);
        Run("Export-CsClientCertificateReport -Path $Folder/longest.html -ExpiringWithin ([timespan]::MaxValue)").Clean();
    }

    [Fact]
    public void WhatIf_and_a_refusal_write_nothing()
    {
        var reply = Run("Export-CsClientCertificateReport -Path $Folder/report.html -WhatIf");
        Assert.Empty(reply.Clean().Output);
        Assert.Contains($"What if: Performing the operation \"Export-CsClientCertificateReport\" on target \"{Folder["report.html"]}\".", reply.Text);

        Session.Answer("N");
        Run("Export-CsClientCertificateReport -Path $Folder/report.html -Confirm").Clean();
        Assert.False(File.Exists(Folder["report.html"]));
    }

    [Theory]
    [InlineData("$Folder", "is a folder")]
    [InlineData("Variable:x", "is not a file system path")]
    [InlineData("$Folder/missing/report.html", "missing")]
    public void A_path_that_cannot_be_written_is_named(string path, string expected)
    {
        var error = Run($"Export-CsClientCertificateReport -Path {path}").Error;

        Assert.StartsWith("FileNotFound,", error.FullyQualifiedErrorId);
        Assert.Contains(expected, error.Exception.Message);
        Assert.DoesNotContain("registry \"", error.Exception.Message);
    }

    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("$Registry")]
    [InlineData("$Folder/none/../registry.db")]
    [InlineData("$Registry-wal")]
    [InlineData("$Registry-journal")]
    [InlineData("$Folder/backup.db")]
    public void It_never_takes_the_place_of_a_registry(string path)
    {
        Directory.CreateDirectory(Folder["none"]);
        Run("$null = Backup-CsCertificateRegistry $Folder/backup.db; Revoke-CsClientCertificate 'Jo Berry'").Clean();
        var before = RegistryBytes;

        foreach (var more in new[] { "-WhatIf", "" })
        {
            var reply = Run($"Export-CsClientCertificateReport \"{path}\" {more}");
            Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
            Assert.StartsWith("The report \"", reply.Error.Exception.Message);
            Assert.DoesNotContain("What if", reply.Text);
        }

        Assert.Equal(before, RegistryBytes);
        Assert.Equal(["True"], Run("Connect-CsCertificateRegistry $Folder/backup.db; Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
    }

    [Fact]
    public void The_file_comes_as_Get_Item_emits_it()
    {
        var file = Assert.Single(Run("Export-CsClientCertificateReport $Folder/report.html").Clean().Output)!;

        Assert.Equal(@"Microsoft.PowerShell.Core\FileSystem::" + Folder["report.html"], file.Properties["PSPath"]?.Value);
        Assert.Equal("report.html", file.Properties["PSChildName"]?.Value);
    }

    [Fact]
    public void Markup_in_names_stays_text()
    {
        Session.Set("Other", Folder["other.db"]);
        Run("Connect-CsCertificateRegistry $Other").Clean();
        Run("""
            @{ DistinguishedName = 'CN=<script>alert(1)</script>,DC=litwareinc,DC=com'; ObjectClass = 'user'; sAMAccountName = 'evil'
               'msRTCSIP-PrimaryUserAddress' = 'sip:<script>alert(1)</script>@litwareinc.com'; userAccountControl = 514
               userPrincipalName = 'wkahn@litwareinc.com' } | Import-CsUser
            """).Clean();
        Run("Publish-CsClientCertificate -Path $Data/certificates/wkahn*.cer -Identity evil").Clean();
        Run("Export-CsClientCertificateReport $Folder/report.html -ExpiringWithin 100000.00:00:00").Clean();
        var page = File.ReadAllText(Folder["report.html"]);

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page);
        Assert.DoesNotContain("<script>alert", page);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void A_session_that_only_reads_may_report()
    {
        Run("Connect-CsCertificateRegistry -Path $Registry -ReadOnly").Clean();

        Run("Export-CsClientCertificateReport $Folder/report.html").One<FileInfo>();
    }
}
