using System.Diagnostics;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Every change is accounted for, and a changed account is noticed.</summary>
public sealed class AuditTests : LitwareTest
{
    [Fact]
    public void An_entry_says_who_did_what_to_whom_when_and_why()
    {
        var before = DateTime.UtcNow.AddSeconds(-1);
        Run("Revoke-CsClientCertificate 'Ken Myer' -Reason AffiliationChanged").Clean();

        var entry = Assert.Single(Run("Get-CsCertificateAudit -Action Revoke").Clean().Output)!;

        Assert.Equal(
            ("Revoke", "Succeeded", "AffiliationChanged", "sip:ken.myer@litwareinc.com", 4L, "Revoke-CsClientCertificate", CurrentUser.Name, Environment.MachineName),
            (Text("Action"), Text("Outcome"), Text("Reason"), Text("Target"), (long)entry.Properties["Certificates"].Value, Text("Command"), Text("User"), Host()));
        Assert.Contains(Environment.ProcessId.ToString(), Text("Process"));
        Assert.InRange(((DateTime)entry.Properties["Time"].Value).ToUniversalTime(), before, DateTime.UtcNow.AddSeconds(1));

        // Its DNS name; what Windows calls MachineName is that in capitals.
        string Host() => OperatingSystem.IsWindows() ? Text("Host").ToUpperInvariant() : Text("Host");
        string Text(string property) => entry.Properties[property].Value?.ToString() ?? "";
    }

    [Theory]
    [InlineData("Get-CsCertificateAudit", 47)]
    [InlineData("Get-CsCertificateAudit -Action Import", 1)]
    [InlineData("Get-CsCertificateAudit -Action publish", 46)]
    [InlineData("Get-CsCertificateAudit -Action Prune", 0)]
    [InlineData("Get-CsCertificateAudit -Identity 'Ken Myer'", 4)]
    [InlineData("Get-CsCertificateAudit 'Steve Bush'", 1)]
    [InlineData("'Ken Myer', 'Steve Bush' | Get-CsCertificateAudit", 5)]
    [InlineData("Get-CsUser 'Pilar*' | Get-CsCertificateAudit", 3)]
    [InlineData("Get-CsCertificateAudit -After 2099-01-01", 0)]
    [InlineData("Get-CsCertificateAudit -After 2000-01-01 -Before 2099-01-01", 47)]
    [InlineData("Get-CsCertificateAudit -Before 2000-01-01", 0)]
    [InlineData("Get-CsCertificateAudit -ResultSize 3", 3)]
    [InlineData("Get-CsCertificateAudit -ResultSize 0", 0)]
    public void It_is_asked_by_user_action_and_time(string command, int count) => Assert.Equal(count, Run(command).Clean().Output.Count);

    [Fact]
    public void An_import_s_entry_holds_its_counts()
    {
        var detail = Assert.Single(Run("Get-CsCertificateAudit -Action Import").Clean().Each("Detail"));

        Assert.Contains("\"added\":52", detail);
        Assert.Contains("directory.ldif", detail);
    }

    [Fact]
    public void Every_entry_holds_the_hash_of_the_one_before()
    {
        var entries = Run("Get-CsCertificateAudit").Clean();
        var hashes = entries.Each("Hash");

        Assert.Equal(Enumerable.Range(1, 47).Select(number => number.ToString()), entries.Each("Sequence"));
        Assert.Equal(hashes.SkipLast(1), entries.Each("PreviousHash").Skip(1));
        Assert.Equal([$"47:{hashes[^1]}"], Run("Get-CsCertificateRegistry").Clean().Each("AuditHead"));
    }

    [Fact]
    public void Refused_attempts_that_reached_the_registry_are_there()
    {
        Run("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -Identity 'Ken Myer' 2>$null; Revoke-CsClientCertificate 'Nobody' 2>$null");

        var refused = Run("Get-CsCertificateAudit | Where-Object Outcome -eq 'Refused'").Clean();

        Assert.Equal(["Publish", "Revoke"], refused.Each("Action"));
        Assert.Equal(["Ken Myer", "Nobody"], refused.Each("Target"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Who_it_was_is_not_read_from_the_environment()
    {
        var reply = ChildEngine.Run(
            ChildEngine.Import + "Connect-CsCertificateRegistry $args[0]; Revoke-CsClientCertificate 'Steve Bush'; (Get-CsCertificateAudit -Action Revoke).User",
            [Registry], new Dictionary<string, string?> { ["USER"] = "nobody", ["LOGNAME"] = "nobody", ["USERNAME"] = "nobody", ["SUDO_USER"] = "nobody" });

        Assert.Equal([CurrentUser.Name], reply.Lines());
    }

    [Fact]
    public void A_sound_registry_passes_the_check_and_its_head_is_found_again()
    {
        Run("$head = (Get-CsCertificateRegistry).AuditHead; Revoke-CsClientCertificate 'Ken Myer'").Clean();

        Assert.Equal(["True"], Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
        Assert.Equal(["True"], Run("Get-CsCertificateRegistry -Check -ExpectedHead $head").Clean().Each("Healthy"));
        Assert.Equal([null], Run("Get-CsCertificateRegistry").Clean().Each("Healthy"));
    }

    [Fact]
    public void A_head_that_was_another_s_is_a_finding()
    {
        var findings = Run("Get-CsCertificateRegistry -Check -ExpectedHead ('47:' + '0' * 64)").Clean();

        Assert.Equal(["False"], findings.Each("Healthy"));
        Assert.Contains("rewritten", findings.Output[0]!.Properties["Findings"].Value is IEnumerable<string> list ? string.Join("\n", list) : "");
    }

    [Fact]
    public void A_head_beyond_the_end_says_that_the_audit_was_cut()
    {
        var findings = Run("(Get-CsCertificateRegistry -Check -ExpectedHead ('48:' + '0' * 64)).Findings").All<string>();

        Assert.Contains("truncated", Assert.Single(findings));
    }

    [Fact]
    public void What_is_no_head_is_refused()
    {
        var error = Run("Get-CsCertificateRegistry -Check -ExpectedHead nonsense").Error;

        Assert.StartsWith("ParameterArgumentValidationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("not a valid audit head", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void A_changed_entry_is_named()
    {
        // As somebody with the right to write the file would do it: the trigger out of the way, and back again.
        const string trigger = "audit_is_never_changed";
        var sql = Sqlite($"SELECT sql FROM sqlite_master WHERE name = '{trigger}'");
        Assert.SkipWhen(sql is null, "there is no sqlite3 here to forge an entry with");
        Assert.Contains("TRIGGER", sql);
        Assert.NotNull(Sqlite($"DROP TRIGGER {trigger}; UPDATE audit SET user_name = 'sip:somebody.else@litwareinc.com' WHERE sequence = 20; {sql}"));

        var findings = Run("(Get-CsCertificateRegistry -Check).Findings").All<string>();

        Assert.Contains(findings, finding => finding.Contains("20"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void A_registry_without_its_triggers_is_refused()
    {
        Assert.SkipWhen(Sqlite("SELECT 1") is null, "there is no sqlite3 here to change the registry with");
        Assert.NotNull(Sqlite("DROP TRIGGER audit_is_never_changed"));

        Assert.StartsWith("RegistryCorrupt,", Run("Get-CsUser").Error.FullyQualifiedErrorId);
    }

    // What sqlite3 answers; null where there is none, or it fails.
    private string? Sqlite(string sql)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("sqlite3", [Registry, sql]) { RedirectStandardOutput = true })!;
            var answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
