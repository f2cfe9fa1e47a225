using System.Diagnostics;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>No round trip a certificate that is published.</summary>
public sealed class PublishRoundTripTests : SlowServerTest
{
    public PublishRoundTripTests()
        : base(() => RegistryTemplates.Installed) => Session.Run("$null = Import-CsUser $Data/directory.ldif; Set-Location $Data/certificates").Clean();

    [Fact]
    public void Publishing_many_takes_as_few_as_publishing_one()
    {
        var one = Count("Publish-CsClientCertificate kenmyer-laptop.cer", out _);
        var many = Count("Publish-CsClientCertificate *.cer", out _);

        Assert.InRange(many, 4, one + 1);
        Assert.True((int)Assert.Single(Session.Run("@(Find-CsClientCertificate).Count").Clean().Output)!.BaseObject > 35);
    }

    [Fact]
    public void Publishing_leaves_and_says_what_it_does_with_a_file()
    {
        var here = NewSession();
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db; $null = Import-CsUser $Data/directory.ldif").Clean();
        const string script = """
            $r = "$Data/certificates-refused"; Set-Location $Data/certificates
            Publish-CsClientCertificate steve.bush.cer; Revoke-CsClientCertificate 'Steve Bush'
            & { 'kenmyer-laptop.cer'; "$r/nobody.cer"; 'missing.cer'; 'jberry-desktop.cer'; 'steve.bush.cer'; "$r/garbage.cer"; 'kenmyer-laptop.cer'; "$r/with-private-key.pem"; "$r/bad-block.pem" } |
                Publish-CsClientCertificate 2>&1 3>&1 | ForEach-Object { "$_" }
            Get-CsCertificateAudit | ForEach-Object { "$($_.Outcome) $($_.Action) $($_.Target) $($_.Certificates) $($_.Reason)" }
            """;

        Assert.Equal(Timeless(here), Timeless(Session));

        IEnumerable<string> Timeless(Session session) =>
            Lines(session, script).Select(line => Regex.Replace(line!, @"\d{4}-\d\d-\d\dT[\d:]+Z", "then"));
    }

    [Fact]
    public void What_waits_to_be_published_does_not_wait_for_long()
    {
        using var goOn = new ManualResetEventSlim();

        // Those that come while the server is asked about the first wait for each other.
        var running = Session.Set("goOn", goOn).Start("& { 'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'kenmyer-mobile.cer', 'bsmith-desktop.cer'; while (-not $goOn.Wait(10)) { } } | Publish-CsClientCertificate");

        using var other = Connected("cscert_engine_all");
        Assert.True(SpinWait.SpinUntil(() => Published(other) == 4, TimeSpan.FromMinutes(1)));
        goOn.Set();
        running.Wait().Clean();
    }

    [Fact]
    public void What_waits_is_published_where_upstream_fails_and_named_after_Ctrl_C()
    {
        Assert.NotNull(Session.Run("& { 'kenmyer-laptop.cer', 'kenmyer-phone.pem'; throw 'enough' } | Publish-CsClientCertificate").Failure);
        Assert.Equal(2, Published(Session));

        // An import keeps it waiting.
        using var import = Process.Start(new ProcessStartInfo("psql", ["-X", "-q", "-c", "begin; select from cscert.writer for update; select pg_sleep(600)", PostgresqlServer.OfSuperuser(Database)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Assert.True(SpinWait.SpinUntil(() => PostgresqlServer.Ask(Database, "select count(*) > 0 from pg_locks where relation = 'cscert.writer'::regclass") == "t", TimeSpan.FromMinutes(1)));
        var running = Session.Start("'kenmyer-mobile.cer', 'bsmith-desktop.cer' | Publish-CsClientCertificate");
        Thread.Sleep(500);
        running.Stop();

        Assert.Contains("not published: ", Assert.Single(running.Wait().Warnings));
        import.Kill();
    }

    private static int Published(Session session) => session.Run("Get-CsCertificateAudit -Action Publish").Clean().Output.Count;
}
