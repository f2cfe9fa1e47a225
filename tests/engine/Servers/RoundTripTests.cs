using System.Globalization;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>No round trip an identity.</summary>
public sealed class RoundTripTests : ServerTest
{
    private readonly SlowProxy _proxy;
    private readonly Session _session;

    public RoundTripTests()
    {
        InstallFilled();
        var server = PostgresqlServer.Of("cscert_engine_all", Database);
        var port = int.Parse(Regex.Match(server, @"port=(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        _proxy = new SlowProxy(port, TimeSpan.FromMilliseconds(5));
        _session = NewSession().Set("Server", $"{server} port={_proxy.Port}");
        _session.Run("Connect-CsCertificateRegistry -ConnectionString $Server; $users = Get-CsUser; Get-CsClientCertificate 'Ken Myer'").Clean();
    }

    [Theory]
    [InlineData("$users.DisplayName * 20")]
    [InlineData("$users * 20")]
    [InlineData("$users.SipAddress * 20")]
    public void A_thousand_identities_take_few(string identities)
    {
        var alone = Count("$texts = " + identities + "; $texts | ForEach-Object { $_ } | Get-CsClientCertificate -ErrorAction Ignore", out var many);

        Assert.True(many > 500, $"{many}");
        Assert.InRange(alone, 4, 60);
    }

    [Fact]
    public void The_first_answer_takes_two()
    {
        // The connection is asked which registry it leads to before.
        Assert.InRange(Count("Get-CsClientCertificate 'Ken Myer'", out _), 1, 3);
    }

    [Theory]
    [InlineData("$holders.SipAddress * 40")]
    [InlineData("$holders * 40")]
    public void Revoking_a_thousand_takes_few(string identities)
    {
        // Of those who cannot be revoked each has an entry of its own in the audit log.
        _session.Run("$holders = @($users | Where-Object { Get-CsClientCertificate $_ -ErrorAction Ignore }); $known = " + identities).Clean();

        var alone = Count("$known | Revoke-CsClientCertificate", out _);

        Assert.True((int)Assert.Single(_session.Run("$known.Count").Output)!.BaseObject > 300);
        Assert.InRange(alone, 8, 120);
        Assert.Empty(_session.Run("$known | Get-CsClientCertificate").Clean().Output);
    }

    [Fact]
    public void Revoking_leaves_what_it_leaves_in_a_file()
    {
        var here = NewSession();
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(here);
        const string script = """
            'Ken Myer', 'nobody', 'john.smithson@litwareinc.com', 'Ken Myer', '*' | Revoke-CsClientCertificate -ErrorVariable e -ErrorAction SilentlyContinue
            $e | ForEach-Object { "$_" }
            $rows = @{ Identity = 'Jo Berry'; Reason = 'left' }, @{ Identity = 'nobody'; Reason = 'left too' } | ForEach-Object { [pscustomobject]$_ }
            $rows | Revoke-CsClientCertificate -WarningVariable w -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $w | ForEach-Object { "$_" }
            Get-CsCertificateAudit | Where-Object Action -eq Revoke | ForEach-Object { "$($_.Outcome) $($_.Target) $($_.Certificates) $($_.Reason)" }
            """;

        Assert.Equal(Lines(here, script), Lines(_session, script));
    }

    [Fact]
    public void Answers_come_in_order_and_are_those_of_a_registry_in_a_file()
    {
        var here = NewSession();
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(here);
        const string script = "'Ken Myer', 'nobody', 'john.smithson@litwareinc.com' * 50 | Get-CsClientCertificate -ErrorVariable e -ErrorAction SilentlyContinue | ForEach-Object { \"$($_.Identity) $($_.Thumbprint)\" }; $e | ForEach-Object { \"$_\" }";

        Assert.Equal(Lines(here, script), Lines(_session, script));
    }

    public override void Dispose()
    {
        _proxy.Dispose();
        base.Dispose();
    }

    private static IEnumerable<string?> Lines(Session session, string script) => session.Run(script).Output.Select(line => line?.ToString());

    private int Count(string script, out int emitted)
    {
        var before = _proxy.RoundTrips;
        emitted = _session.Run(script).Clean().Output.Count;
        return _proxy.RoundTrips - before;
    }
}
