using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Importing;

/// <summary>Directory exports in LDIF come in from files and from the pipeline.</summary>
public sealed class ImportLdifTests : ModuleTest
{
    private const string One = "dn: CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com\nobjectClass: user\nmsRTCSIP-PrimaryUserAddress: sip:ken.myer@litwareinc.com\n";
    private const string Other = "dn: CN=Pilar Pinilla,OU=Sales,DC=litwareinc,DC=com\nobjectClass: user\nmsRTCSIP-PrimaryUserAddress: sip:pilar.pinilla@litwareinc.com\n";

    [Fact]
    public void The_summary_says_what_was_done()
    {
        var summary = Assert.Single(Run("Import-CsUser $Data/directory.ldif").Clean().Output)!;

        Assert.Equal(
            [("Added", 52), ("Updated", 0), ("Unchanged", 0), ("Removed", 0), ("Rejected", 0)],
            summary.Properties.Take(5).Select(property => (property.Name, (int)(long)property.Value)));
        Assert.Equal(1L, summary.Properties["CertificatesPublished"].Value);
        Assert.Equal(3L, summary.Properties["CertificatesSkipped"].Value);
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        Run("Import-CsUser $Data/directory.ldif").Clean();
        var before = Run("Get-CsCertificateRegistry").Clean().Each("AuditHead");

        var summary = Run("Import-CsUser $Data/directory.ldif").Clean();

        Assert.Equal(["52"], summary.Each("Unchanged"));
        Assert.Equal(["0"], summary.Each("Updated"));
        Assert.Equal(before, Run("Get-CsCertificateRegistry").Clean().Each("AuditHead"));
    }

    [Theory]
    [InlineData("Import-CsUser $Data/exports/paged.ldif")]
    [InlineData("Import-CsUser -Path $Data/exports/pag*.ldif")]
    [InlineData("Import-CsUser -LiteralPath $Data/exports/paged.ldif")]
    [InlineData("Set-Location $Data/exports; Import-CsUser paged.ldif")]
    [InlineData("Get-Item $Data/exports/paged.ldif | Import-CsUser")]
    [InlineData("Get-ChildItem $Data/exports/paged.ldif | Import-CsUser")]
    [InlineData("Get-Content $Data/exports/paged.ldif | Import-CsUser")]
    [InlineData("Get-Content $Data/exports/paged.ldif -Raw | Import-CsUser")]
    [InlineData("[IO.File]::ReadAllLines(\"$Data/exports/paged.ldif\") | Import-CsUser")]
    [InlineData("& cat \"$Data/exports/paged.ldif\" | Import-CsUser")]
    public void Any_way_in_gives_the_same_users(string command)
    {
        Run(command).Clean();
        var users = Run("Get-CsUser | Sort-Object Identity").Clean().Each("Identity");

        using var file = NewSession();
        file.Run("Connect-CsCertificateRegistry $Folder/file.db; $null = Import-CsUser -LiteralPath $Data/exports/paged.ldif").Clean();
        Assert.NotEmpty(users);
        Assert.Equal(file.Run("Get-CsUser | Sort-Object Identity").Clean().Each("Identity"), users);
    }

    [Fact]
    public void A_name_with_brackets_is_taken_literally()
    {
        Folder.Write("export[1].ldif", One);

        Assert.StartsWith("FileNotFound,", Run("Import-CsUser -Path \"$Folder/export[1].ldif\" -ErrorAction SilentlyContinue -ErrorVariable e; throw $e[0]").Failure!.ErrorRecord.FullyQualifiedErrorId);
        Assert.Equal(["1"], Run("Import-CsUser -LiteralPath \"$Folder/export[1].ldif\"").Clean().Each("Added"));
        Assert.Equal(["1"], Run("Get-Item -LiteralPath \"$Folder/export[1].ldif\" | Import-CsUser").Clean().Each("Unchanged"));
    }

    /// <summary>What `ldifde -f` and `ldifde -u -f` write: every entry as one to be added.</summary>
    [Theory]
    [InlineData("us-ascii")]
    [InlineData("utf-16")]
    public void An_export_of_ldifde_gives_the_same_users_as_one_of_ldapsearch(string encoding)
    {
        var ldapsearch = File.ReadAllText(Path.Combine(Places.Data, "directory.ldif"));
        var ldifde = Regex.Replace(ldapsearch, @"^dn:.*\n(?: .*\n)*", "$0changetype: add\n", RegexOptions.Multiline).Replace("\n", "\r\n");
        File.WriteAllText(Folder["ldifde.ldf"], ldifde, Encoding.GetEncoding(encoding));

        Assert.Equal(["52"], Run("Import-CsUser $Folder/ldifde.ldf").Clean().Each("Added"));
        Assert.Equal(["52"], Run("Import-CsUser $Data/directory.ldif").Clean().Each("Unchanged"));
    }

    [Fact]
    public void A_property_Path_of_a_directory_object_is_no_file() =>
        Assert.Equal(
            ["1"],
            Run("[pscustomobject]@{ DistinguishedName = 'CN=Ken Myer,DC=litwareinc,DC=com'; Path = 'LDAP://x'; PSPath = 'x' } | Import-CsUser").Clean().Each("Added"));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Line_ends_a_byte_order_mark_and_a_missing_last_line_end_do_not_matter(string end)
    {
        File.WriteAllText(Folder["export.ldif"], ("version: 1\n\n" + One + "\n" + Other.TrimEnd()).Replace("\n", end), new UTF8Encoding(true));

        Assert.Equal(["2"], Run("Import-CsUser $Folder/export.ldif").Clean().Each("Added"));
    }

    [Fact]
    public void A_missing_file_is_reported_and_the_rest_goes_in()
    {
        Folder.Write("export.ldif", One);

        var reply = Run("Import-CsUser $Folder/none.ldif, $Folder/export.ldif, $Folder");

        Assert.Equal(["1"], reply.Each("Added"));
        Assert.Equal(2, reply.Errors.Count);
        Assert.All(reply.Errors, error => Assert.StartsWith("FileNotFound,", error.FullyQualifiedErrorId));
        Assert.All(reply.Errors, error => Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category));
        Assert.Null(reply.Failure);
    }

    [Theory]
    [InlineData("dn: CN=Bad,DC=litwareinc,DC=com\nchangetype: delete\n", 5)]
    [InlineData("dn: CN=Bad,DC=litwareinc,DC=com\nobjectClass: user\nuserCertificate:< file:///etc/passwd\n", 5)]
    [InlineData("dn: CN=Bad,DC=litwareinc,DC=com\nobjectClass: user\nthis is no attribute\n", 5)]
    [InlineData("dn: nonsense\nobjectClass: user\n", 5)]
    [InlineData("dn: CN=Bad,DC=litwareinc,DC=com\nobjectClass: user\nobjectGUID:: AAAA\n", 5)]
    [InlineData("dn: CN=Bad,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName:: ***\n", 5)]
    public void A_bad_entry_is_reported_with_file_and_line_and_the_rest_goes_in(string bad, int first)
    {
        var file = Folder.Write("export.ldif", One + "\n" + bad + "\n" + Other);

        var reply = Run("Import-CsUser $Folder/export.ldif");

        Assert.Equal(["2"], reply.Each("Added"));
        Assert.Equal(["1"], reply.Each("Rejected"));
        Assert.StartsWith("InvalidDirectoryEntry,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, reply.Error.CategoryInfo.Category);
        Assert.Matches($"^{Regex.Escape(file)}, line ({first}|{first + 1}|{first + 2}): ", reply.Error.Exception.Message);
        Assert.Equal(file, reply.Error.TargetObject);
    }

    [Fact]
    public void With_ErrorAction_Stop_a_bad_entry_leaves_nothing_behind()
    {
        Folder.Write("export.ldif", One + "\ndn: nonsense\nobjectClass: user\n");

        var reply = Run("Import-CsUser $Folder/export.ldif -ErrorAction Stop");

        Assert.NotNull(reply.Failure);
        Assert.Empty(Run("Get-CsUser").Output);
    }

    [Fact]
    public void Prune_marks_those_as_gone_whom_the_export_no_longer_holds()
    {
        Folder.Write("both.ldif", One + "\n" + Other);
        Folder.Write("one.ldif", One + "\n");
        Run("Import-CsUser $Folder/both.ldif").Clean();

        Assert.Equal(["0"], Run("Import-CsUser $Folder/one.ldif").Clean().Each("Removed"));
        Assert.Equal(["1"], Run("Import-CsUser $Folder/one.ldif -Prune").Clean().Each("Removed"));
        Assert.Equal(["sip:ken.myer@litwareinc.com"], Run("Get-CsUser").Clean().Each("SipAddress"));
    }

    [Fact]
    public void Prune_keeps_to_the_domains_of_the_input()
    {
        Run("Import-CsUser $Data/directory.ldif").Clean();

        Assert.Equal(["0"], Run("Import-CsUser $Data/exports/version1.ldif -Prune").Clean().Each("Removed"));
        Assert.Equal(50, Run("Get-CsUser").Clean().Output.Count);
    }

    [Theory]
    [InlineData("Import-CsUser $Folder/none.ldif -Prune -ErrorAction SilentlyContinue")]
    [InlineData("Import-CsUser $Folder/empty.ldif -Prune")]
    [InlineData("Import-CsUser $Folder/bad.ldif -Prune -ErrorAction SilentlyContinue")]
    [InlineData("Import-CsUser $Folder/one.ldif, $Folder/none.ldif -Prune -ErrorAction SilentlyContinue")]
    [InlineData("@() | Import-CsUser -Prune")]
    public void Prune_is_refused_where_it_would_not_be_safe(string command)
    {
        Folder.Write("both.ldif", One + "\n" + Other);
        Folder.Write("one.ldif", One + "\n");
        Folder.Write("empty.ldif", "# nothing\n");
        Folder.Write("bad.ldif", One + "\ndn: nonsense\nobjectClass: user\n");
        Run("Import-CsUser $Folder/both.ldif").Clean();

        var reply = Run(command);

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("PruneRefused,", reply.Failure!.ErrorRecord.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidOperation, reply.Failure.ErrorRecord.CategoryInfo.Category);
        Assert.StartsWith("Nothing was imported: -Prune is refused because ", reply.Failure.Message);
        Assert.Empty(reply.Output);
        Assert.Equal(2, Run("Get-CsUser").Clean().Output.Count);
    }

    [Fact]
    public void An_attribute_that_no_entry_holds_is_left_as_it_was_with_a_warning()
    {
        Folder.Write("full.ldif", One + "title: Accountant\ndisplayName: Ken Myer\n");
        Folder.Write("partial.ldif", One + "\n");
        Run("Import-CsUser $Folder/full.ldif").Clean();

        var reply = Run("Import-CsUser $Folder/partial.ldif").Clean();

        Assert.Contains("title", Assert.Single(reply.Warnings), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["Accountant"], Run("Get-CsUser").Clean().Each("Title"));
    }

    [Fact]
    public void An_attribute_that_another_entry_holds_is_cleared()
    {
        Folder.Write("full.ldif", One + "title: Accountant\n\n" + Other);
        Folder.Write("moved.ldif", One + "\n" + Other + "title: Accountant\n\n");
        Run("Import-CsUser $Folder/full.ldif").Clean();

        Assert.Empty(Run("Import-CsUser $Folder/moved.ldif").Clean().Warnings);

        Assert.Equal(["Pilar Pinilla"], Run("Get-CsUser | Where-Object Title").Clean().Each("Name"));
    }

    [Theory]
    [InlineData("Import-CsUser $Folder/export.ldif -NetBiosName @{ 'litwareinc.com' = 'LITWARE' }", "LITWARE")]
    [InlineData("Import-CsUser $Folder/export.ldif -NetBiosName @{ 'LITWAREINC.COM' = 'LITWARE' }", "LITWARE")]
    [InlineData("Import-CsUser $Folder/export.ldif", "LITWAREINC")]
    public void The_NetBIOS_name_is_the_parameter_s_or_the_first_label(string command, string domain)
    {
        Folder.Write("export.ldif", One + "sAMAccountName: kmyer\n");

        var reply = Run(command + " -Verbose").Clean();

        Assert.Equal(domain == "LITWAREINC", reply.Verbose.Any(message => message.Contains("litwareinc.com") && message.Contains("NetBIOS")));
        Assert.Single(Run($@"Get-CsUser '{domain}\kmyer'").Clean().Output);
        Assert.StartsWith("ManagementObjectNotFound,", Run(@"Get-CsUser 'ELSEWHERE\kmyer'").Error.FullyQualifiedErrorId);
    }

    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("Import-CsUser $Folder/missing.ldif")]
    [InlineData("Import-CsUser $Folder/missing.ldif -Prune")]
    [InlineData("Import-CsUser $Folder/computers.ldif")]
    [InlineData("Import-CsUser $Folder/garbage.ldif")]
    [InlineData("Import-CsUser $Data/directory.ldif, $Folder/garbage.ldif -ErrorAction Stop")]
    [InlineData("Import-CsUser $Data/directory.ldif -WhatIf")]
    [InlineData("$null | Import-CsUser")]
    [InlineData("& { throw 'no' } | Import-CsUser")]
    [InlineData("Publish-CsClientCertificate $Folder/missing.cer")]
    [InlineData("Publish-CsClientCertificate $Data/certificates/kenmyer-mobile.cer")]
    public void Where_nothing_is_taken_in_no_registry_is_made(string command)
    {
        Folder.Write("computers.ldif", "dn: CN=Printer,DC=litwareinc,DC=com\nobjectClass: printQueue\n\n");
        Folder.Write("garbage.ldif", "this is no LDIF\n");
        var before = Directory.GetFileSystemEntries(Folder);

        Run(command);

        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(Folder).Order());
        Assert.StartsWith("RegistryNotFound,", Run("Get-CsUser").Error.FullyQualifiedErrorId);
    }
}
