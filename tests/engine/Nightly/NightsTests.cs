using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Nightly;

/// <summary>Nights in a row, over a directory and a folder of certificates that change.</summary>
public sealed class NightsTests : NightlyTest
{
    [Fact]
    public void Leavers_are_revoked_every_night_whatever_else_goes_wrong()
    {
        foreach (var address in new[] { "ken.myer", "pilar.pinilla", "jo.berry" })
        {
            Issue(address);
        }

        // All is well, and somebody has left.
        File.WriteAllText(Export, Users());
        var night = Night("-Keep 3");
        Assert.Equal(0, night.ExitCode);
        Assert.Contains("info publish: Certificates published: 3,", night.Output);
        Assert.Equal(["sip:jo.berry@litwareinc.com"], Revoked);
        Assert.Single(Backups);
        Assert.True(File.Exists(Folder["report.html"]));

        // The export is cut off within an account's control, a file is no certificate, and a revoked one still lies there.
        var cut = Users(disabled: ["Ken Myer"]);
        var value = cut.IndexOf("userAccountControl: 512", cut.IndexOf("dn: cn=Pilar Pinilla,", StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(Export, cut[..(value + "userAccountControl: 51".Length)]);
        File.Copy(Path.Combine(Places.Data, "certificates-refused", "garbage.cer"), Folder["certificates", "garbage.cer"]);
        Issue("franz.kohl");
        night = Night("-Keep 3");
        Assert.Equal(1, night.ExitCode);
        Assert.Contains("refused import: nothing is imported, because the export seems to be cut off", night.Output);
        Assert.Contains("warning publish: One certificate was skipped because it was revoked", night.Output);
        Assert.Contains("garbage.cer", night.Output);
        Assert.Equal(["sip:franz.kohl@litwareinc.com", "sip:jo.berry@litwareinc.com"], Revoked);

        // A bad entry: what could be read is imported, and nobody is marked as gone.
        File.WriteAllText(Export, Users(disabled: ["Ken Myer"], gone: ["Pilar Pinilla"]).Replace("# search result", "dn: cn=Broken,dc=litwareinc,dc=com\ncn:: !\n\n# search result"));
        File.Delete(Folder["certificates", "garbage.cer"]);
        night = Night("-Keep 3");
        Assert.Equal(1, night.ExitCode);
        Assert.Contains("importing without -Prune", night.Output);
        Assert.Contains("directory.ldif:", night.Output);
        Assert.Equal(["sip:franz.kohl@litwareinc.com", "sip:jo.berry@litwareinc.com", "sip:ken.myer@litwareinc.com"], Revoked);

        // All is well again: who is no longer in the directory is a leaver, too.
        File.WriteAllText(Export, Users(disabled: ["Ken Myer"], gone: ["Pilar Pinilla"]));
        night = Night("-Keep 3");
        Assert.Equal(0, night.ExitCode);
        Assert.Contains("warning publish: 3 certificates were skipped", night.Output);
        Assert.Contains("1 removed", night.Output);
        Assert.Equal(["sip:franz.kohl@litwareinc.com", "sip:jo.berry@litwareinc.com", "sip:ken.myer@litwareinc.com", "sip:pilar.pinilla@litwareinc.com"], Revoked);
        Assert.Equal(3, Backups.Length);
        Assert.Equal(4, File.ReadAllLines(Folder["audit", "heads.txt"]).Length);

        // The last backup is whole, and what was kept of the audit log each night is all of it.
        Run($"Connect-CsCertificateRegistry $Folder/backups/{Backups[^1]} -ReadOnly").Clean();
        Assert.Equal([true], Run("(Get-CsCertificateRegistry -ExpectedHead ([IO.File]::ReadAllLines(\"$Folder/audit/heads.txt\")[-1].Split(' ')[1])).Healthy").All<bool>());
        var files = Directory.GetFiles(Folder["audit"], "*.csv").Order().ToArray();
        Assert.Equal(Run("Get-CsCertificateAudit").Clean().Each("Hash"), files.SelectMany(file => Run($"Import-Csv '{file}'").Clean().Each("Hash")));
        Assert.Equal(
            Run("Get-CsCertificateAudit -ResultSize 1 | ForEach-Object { $_.PSObject.Properties.Name }").All<string>().Order(),
            Run($"@(Import-Csv '{files[0]}')[0].PSObject.Properties.Name").All<string>().Order());
    }

    [Fact]
    public void A_full_disk_fails_and_says_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a file system in memory is a matter of Linux");
        const string mount = "mount -t tmpfs -o size=4m,mode=700 tmpfs \"$0\"";
        using (var tried = System.Diagnostics.Process.Start("unshare", ["-m", "sh", "-c", mount, Folder["certificates"]]))
        {
            tried.WaitForExit();
            Assert.SkipWhen(tried.ExitCode != 0, "only root can mount a small file system");
        }

        Issue("jo.berry");
        Run("Publish-CsClientCertificate $Folder/certificates/jo.berry.cer").Clean();
        File.WriteAllText(Export, Users(gone: ["Pilar Pinilla"]));
        Directory.CreateDirectory(Folder["small"]);
        // Room for the log's index, and for a page. The disk ends with the process; what the registry was by then is kept.
        const string work = """
             && cp "$1" "$0/registry.db" && shift || exit 99
            cat /dev/zero >"$0/filled" 2>/dev/null
            truncate -s -36K "$0/filled"
            "$@"
            code=$?
            rm "$0/filled"
            cp "$0/registry.db" "$0/../after.db"
            exit $code
            """;
        var night = Night(registry: Folder["small", "registry.db"], through: ["unshare", "-m", "sh", "-c", mount + work, Folder["small"], Registry]);

        Assert.Equal(2, night.ExitCode);
        Assert.Matches("failed import: .*disk is full", night.Output);
        Assert.Matches("failed leavers: .*disk is full", night.Output);
        Assert.Empty(Revoked);
        Run("Connect-CsCertificateRegistry $Folder/after.db").Clean();
        Assert.Equal([true], Run("(Get-CsCertificateRegistry -Check).Healthy").All<bool>());
    }

    [Fact]
    public void Too_many_leavers_are_nobody_s_leaving()
    {
        Issue("jo.berry");
        Issue("franz.kohl");
        File.WriteAllText(Export, Users());

        var night = Night("-LeaverLimit 1");

        Assert.Equal(2, night.ExitCode);
        Assert.Contains("failed leavers: there are 2, and -LeaverLimit allows 1", night.Output);
        Assert.Empty(Revoked);
        Assert.Equal(0, Night("-LeaverLimit 2").ExitCode);
        Assert.Equal(2, Revoked.Count());
    }

    [Fact]
    public void Without_a_registry_nothing_is_begun_unless_one_is_wanted()
    {
        File.WriteAllText(Export, Users());
        Issue("jo.berry");

        var night = Night(registry: Folder["unmounted.db"]);

        Assert.Equal(2, night.ExitCode);
        Assert.Contains("failed start: ", night.Output);
        Assert.False(File.Exists(Folder["unmounted.db"]));
        Assert.False(Directory.Exists(Folder["backups"]));
        Assert.Equal(0, Night("-New", registry: Folder["unmounted.db"]).ExitCode);
        Assert.True(File.Exists(Folder["unmounted.db"]));
        Assert.Equal(2, Check(ChildEngine.Run($"& {Quote(Job)}\nexit $LASTEXITCODE\n")).ExitCode);
    }

    [Theory]
    [InlineData("param($Path) [IO.File]::Copy($env:CSCERT_EXPORT, $Path)", 0, "added")]
    [InlineData("param($Path) [IO.File]::Copy($env:CSCERT_EXPORT, $Path); exit 4", 1, "failed with exit code 4")]
    [InlineData("throw 'no server'", 1, "refused export: no server")]
    [InlineData("'looks well'", 1, "refused import: there is no export")]
    public void The_program_that_exports_is_heard(string program, int code, string said)
    {
        // What the night before left.
        File.WriteAllText(Export, "dn: cn=Old,dc=litwareinc,dc=com\nobjectClass: user\n\n");
        var command = Folder.Write("export.ps1", program.Replace("$env:CSCERT_EXPORT", Quote(Path.Combine(Places.Data, "directory.ldif"))));
        Issue("jo.berry");

        var night = Night($"-ExportCommand {Quote(command)}");

        Assert.Equal(code, night.ExitCode);
        Assert.Contains(said, night.Output);
        Assert.Equal(code == 0, night.Output.Contains("info import: "));
        Assert.Equal(["sip:jo.berry@litwareinc.com"], Revoked);
        Assert.Empty(Run("Get-CsUser cn=Old,dc=litwareinc,dc=com 2>$null").Output);
    }

    [Fact]
    public void An_export_that_nobody_renews_is_noticed()
    {
        File.WriteAllText(Export, Users());
        File.SetLastWriteTimeUtc(Export, DateTime.UtcNow.AddHours(-50));

        var night = Night();

        Assert.Equal(1, night.ExitCode);
        Assert.Contains("is 50 hours old", night.Output);
    }
}
