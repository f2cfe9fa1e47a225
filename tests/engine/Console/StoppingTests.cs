using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>Ctrl+C while one native call is under way.</summary>
public sealed class StoppingTests : ModuleTest
{
    // 200 ms on a machine that has nothing else to do.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public StoppingTests()
    {
        var ldif = string.Concat(Enumerable.Range(1, 40_000).Select(n =>
            $"dn: CN=Many {n},DC=litwareinc,DC=com\nobjectClass: user\nsAMAccountName: many{n}\ndisplayName: Many {n}\nmsRTCSIP-PrimaryUserAddress: sip:many{n}@litwareinc.com\n\n"));
        Run($"Import-CsUser -Path '{Folder.Write("many.ldif", ldif)}'").Clean();
    }

    [Theory]
    [InlineData("'begun'; while ($true) { $null = Get-CsCertificateRegistry -Check }")]
    [InlineData("'begun'; while ($true) { $n++; $null = Backup-CsCertificateRegistry \"$Folder/copy$n.db\" }")]
    [InlineData("'begun'; while ($true) { $null = Export-CsClientCertificateReport $Folder/report.html }")]
    [InlineData("'begun'; while ($true) { $null = Get-CsUser }")]
    [InlineData("'begun'; while ($true) { $null = Find-CsClientCertificate }")]
    public void It_is_heard(string script)
    {
        var running = Session.Start(script).UntilOutput(1);
        // Somewhere in the middle of a call.
        Thread.Sleep(150);
        var took = running.Stop();
        running.Wait();

        Assert.InRange(took, TimeSpan.Zero, Patience);
        Assert.DoesNotContain(Directory.GetFiles(Folder), file => Path.GetFileName(file).StartsWith(".tmp", StringComparison.Ordinal));
        using var other = NewSession();
        Assert.Equal("True", Assert.Single(other.Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy")));
        other.Run("Revoke-CsClientCertificate many1").Clean();
    }

    [Fact]
    public void A_report_that_is_there_stays_whole()
    {
        Run("Export-CsClientCertificateReport $Folder/report.html").Clean();
        var running = Session.Start("'begun'; while ($true) { $null = Export-CsClientCertificateReport $Folder/report.html }").UntilOutput(1);
        Thread.Sleep(100);
        running.Stop();
        running.Wait();

        Assert.EndsWith("</html>\n", File.ReadAllText(Folder["report.html"]));
    }
}
