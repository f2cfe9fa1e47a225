using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Nightly;

/// <summary>What docs/nightly.md says one can do oneself, as it stands there.</summary>
public sealed partial class WayBackTests : NightlyTest
{
    private static readonly string Page = File.ReadAllText(Places.InRoot("docs", "nightly.md")).ReplaceLineEndings("\n");

    [Fact]
    public void What_was_revoked_and_restored_since_a_backup_is_listed_and_done_again()
    {
        foreach (var address in new[] { "ken.myer", "pilar.pinilla", "jo.berry", "steve.bush" })
        {
            Issue(address);
        }

        File.WriteAllText(Export, Users());
        Assert.Equal(0, Night().ExitCode);
        // After the backup: one user's, a single certificate, and one that the backup does not know.
        Issue("april.smith");
        Run("""
            Publish-CsClientCertificate $Folder/certificates/april.smith.cer
            Revoke-CsClientCertificate 'Pilar Pinilla' -Reason KeyCompromise
            Find-CsClientCertificate -ExpiringWithin 200 | Where-Object Identity -match 'ken|april' | Revoke-CsClientCertificate -Reason Superseded
            Revoke-CsClientCertificate 'Steve Bush' -Reason CertificateHold
            Restore-CsClientCertificate 'Steve Bush' -Confirm:$false
            """).Clean();
        Assert.Equal(0, Night().ExitCode);
        var revoked = RevokedWithReasons();
        Assert.Equal(4, revoked.Length);

        Directory.CreateDirectory(Folder["damaged"]);
        foreach (var file in Directory.GetFiles(Folder, "registry.db*"))
        {
            File.Move(file, Folder["damaged", Path.GetFileName(file)]);
        }

        var steps = Blocks("## Restoring a backup").Select(step => step.Replace("registry-20180905T020004Z.db", Backups[0])).ToArray();
        Assert.Equal(3, steps.Length);
        Run("Set-Location -LiteralPath $Folder").Clean();
        Assert.Equal(true, Run(steps[0]).Clean().Output[0]?.BaseObject);
        Assert.Equal(["sip:jo.berry@litwareinc.com"], Revoked);
        var shown = Session.Show(steps[1]);
        Assert.All(["sip:pilar.pinilla@litwareinc.com", "sip:ken.myer@litwareinc.com", "sip:april.smith@litwareinc.com"], user => Assert.Contains(user, shown));
        Assert.DoesNotContain("jo.berry", shown);
        // As long as its file is missing, nobody can say whose certificate it is.
        File.Move(Folder["certificates", "april.smith.cer"], Folder["april.smith.cer"]);
        Assert.Contains(Run(steps[2]).Clean().Output, line => $"{line}".StartsWith("Not in the registry: ", StringComparison.Ordinal) && $"{line}".EndsWith("of sip:april.smith@litwareinc.com", StringComparison.Ordinal));
        File.Move(Folder["april.smith.cer"], Folder["certificates", "april.smith.cer"]);
        Run(steps[2]).Clean();

        Assert.Equal(revoked, RevokedWithReasons());
        Assert.Empty(Run("Find-CsClientCertificate -AccountDisabled").Clean().Output);
        // Until somebody has looked, the job fails: it knows another audit log.
        var night = Night();
        Assert.Equal(2, night.ExitCode);
        Assert.Contains("failed check: ", night.Output);
        File.Move(Folder["audit", "heads.txt"], Folder["audit", "heads-before.txt"]);
        Assert.Equal(0, Night().ExitCode);

        string[] RevokedWithReasons() => [.. Run("Find-CsClientCertificate -IncludeRevoked | Where-Object { $_.RevokedBy } | ForEach-Object { \"$($_.Identity) $($_.Thumbprint) $($_.RevocationReason)\" }").All<string>().Order()];
    }

    [Fact]
    public void A_script_s_exit_code_says_that_the_registry_cannot_be_used()
    {
        var begin = Blocks("## Exit codes").Single();

        var bad = ChildEngine.Run(ChildEngine.Import + begin + "\n'goes on'\n");
        Assert.Equal(1, bad.ExitCode);
        Assert.DoesNotContain("goes on", bad.Output);
        Assert.Contains("registry.db", bad.Errors + bad.Output);
        Assert.Equal(["goes on"], ChildEngine.Run(ChildEngine.Import + begin + "\n'goes on'\n", directory: Folder).Lines());

        // What the page warns of.
        var unheard = ChildEngine.Run(ChildEngine.Import + "Connect-CsCertificateRegistry ./registry.db\n$null = Get-CsUser\n'goes on'\n");
        Assert.Equal(0, unheard.ExitCode);
        Assert.Contains("goes on", unheard.Output);
    }

    [Fact]
    public void The_page_has_the_parameters_of_the_job_and_no_others()
    {
        var script = Parser.ParseFile(Job, out _, out var errors);
        Assert.Empty(errors);
        var parameters = script.ParamBlock.Parameters.Select(parameter => parameter.Name.VariablePath.UserPath).ToList();

        Assert.All(parameters, name => Assert.Contains($"-{name}", Page));
        Assert.All(parameters, name => Assert.Contains(name.ToUpperInvariant(), script.GetHelpContent().Parameters.Keys));
        var calls = Page.Split('\n').Where(line => line.Contains("nightly.ps1", StringComparison.Ordinal)).Concat([Page.Split("```text\n")[1].Split("```")[0]]);
        var given = calls.SelectMany(call => Given().Matches(call[call.IndexOf("nightly.ps1", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value));
        Assert.Empty(given.Except(parameters));
    }

    private static IEnumerable<string> Blocks(string heading)
    {
        var section = Page[Page.IndexOf(heading, StringComparison.Ordinal)..];
        var end = section.IndexOf("\n## ", StringComparison.Ordinal);
        return Block().Matches(end < 0 ? section : section[..end]).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"\s-([A-Z]\w+)\b")]
    private static partial Regex Given();

    [GeneratedRegex(@"^ *```powershell\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
