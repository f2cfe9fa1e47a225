using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Publishing;

/// <summary>What Publish has accepted is published, whatever the rest of the pipeline does; and what could not be is named.</summary>
public sealed class PublishFlushTests : ModuleTest
{
    // Far more than a busy machine needs; without a flush it would be for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ManualResetEventSlim _goOn = new();

    public PublishFlushTests() => Run("$null = Import-CsUser $Data/directory.ldif; Set-Location $Data/certificates").Clean();

    [Fact]
    public void Nothing_waits_for_the_next_file_to_come()
    {
        using var accepted = new ManualResetEventSlim();
        Session.Set("accepted", accepted).Set("goOn", _goOn);
        var running = Session.Start("& { 'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'kenmyer-mobile.cer', 'bsmith-desktop.cer'; $accepted.Set(); while (-not $goOn.Wait(10)) { } 'steve.bush.cer' } | Publish-CsClientCertificate");
        Assert.True(accepted.Wait(Patience, TestContext.Current.CancellationToken));

        Assert.True(SpinWait.SpinUntil(() => Published() == 4, Patience), $"{Published()}");

        _goOn.Set();
        running.Wait().Clean();
        Assert.Equal(5, Published());
    }

    [Theory]
    [InlineData("& { 'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'bsmith-desktop.cer'; throw 'enough' } | Publish-CsClientCertificate")]
    [InlineData("'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'bsmith-desktop.cer', 'missing.cer', 'steve.bush.cer' | Publish-CsClientCertificate -ErrorAction Stop")]
    [InlineData("Publish-CsClientCertificate 'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'bsmith-desktop.cer', 'missing.cer', 'steve.bush.cer' -ErrorAction Stop")]
    [InlineData("foreach ($once in 1) { & { 'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'bsmith-desktop.cer'; break } | Publish-CsClientCertificate }")]
    [InlineData("'kenmyer-laptop.cer', 'kenmyer-phone.pem', 'bsmith-desktop.cer', 'steve.bush.cer' | Publish-CsClientCertificate -PassThru | Select-Object -First 3")]
    public void Any_end_of_the_pipeline_flushes(string script)
    {
        Run(script);

        Assert.Equal(3, Published());
    }

    [Fact]
    public void What_there_is_to_say_comes_in_the_order_of_the_files()
    {
        Run("$r = \"$Data/certificates-refused\"; Publish-CsClientCertificate steve.bush.cer; Revoke-CsClientCertificate 'Steve Bush'").Clean();

        var said = Run("""
            & { 'kenmyer-laptop.cer'; "$r/nobody.cer"; 'missing.cer'; 'jberry-desktop.cer'; 'steve.bush.cer'; "$r/garbage.cer"; "$r/with-private-key.pem"; "$r/bad-block.pem"; "$r/accent.cer" } |
                Publish-CsClientCertificate 2>&1 3>&1 | ForEach-Object { if ($_.Exception) { $_.FullyQualifiedErrorId.Split(',')[0] } else { "$_".Substring(0, 30) } }
            """);

        var lines = said.Output.Select(line => line!.ToString()).ToList();
        Assert.Equal(
            ["Published certificate C3AC11DF", "ManagementObjectNotFound", "FileNotFound", "Published certificate A8F42C36", "InvalidCertificate"],
            lines[..5]);
        Assert.StartsWith("One certificate was skipped", lines[^1]);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void After_Ctrl_C_it_names_what_is_not_published()
    {
        using var writer = new WriteLock(Session, Registry);
        var running = Session.Start("Publish-CsClientCertificate kenmyer-laptop.cer, bsmith-desktop.cer");
        Thread.Sleep(500);

        running.Stop();

        var reply = running.Wait();
        Assert.IsType<PipelineStoppedException>(reply.Failure);
        var (ken, ben) = (Path.Combine(Places.Data, "certificates", "kenmyer-laptop.cer"), Path.Combine(Places.Data, "certificates", "bsmith-desktop.cer"));
        Assert.Equal($"Publish-CsClientCertificate has ended; not published: {ken}; {ben}. Run it again for them.", Assert.Single(reply.Warnings));
        Assert.Equal(0, Published());
    }

    public override void Dispose()
    {
        _goOn.Dispose();
        base.Dispose();
    }

    // As somebody else sees it.
    private int Published()
    {
        using var other = NewSession();
        return other.Run("Get-CsCertificateAudit -Action Publish").Clean().Output.Count;
    }
}
