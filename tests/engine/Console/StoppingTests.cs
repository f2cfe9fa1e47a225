using System.Diagnostics;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>Ctrl+C while one native call is under way.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class StoppingTests : ModuleTest
{
    private const int Users = 20_000;

    // Long enough for patterns to be slow on.
    private static readonly string Name = string.Concat(Enumerable.Repeat("Many ", 40));

    public StoppingTests()
    {
        var ldif = string.Concat(Enumerable.Range(1, Users).Select(n =>
            $"dn: CN=Many {n},DC=litwareinc,DC=com\nobjectClass: user\nsAMAccountName: many{n}\ndisplayName: {Name}{n}\nmsRTCSIP-PrimaryUserAddress: sip:many{n}@litwareinc.com\n\n"));
        Run($"Import-CsUser -Path '{Folder.Write("many.ldif", ldif)}'").Clean();
    }

    [Theory]
    [InlineData("Get-CsCertificateRegistry -Check")]
    [InlineData("Backup-CsCertificateRegistry \"$Folder/copy$([guid]::NewGuid()).db\"")]
    [InlineData("Copy-CsCertificateRegistry \"$Folder/copy$([guid]::NewGuid()).db\"")]
    [InlineData("Export-CsClientCertificateReport $Folder/report.html")]
    [InlineData("Get-CsUser")]
    [InlineData("Get-CsUser 'Many*9'")]
    [InlineData("Find-CsClientCertificate")]
    [InlineData("Find-CsClientCertificate -AccountDisabled")]
    [InlineData("Get-CsCertificateAudit")]
    [InlineData("'many1' | Get-CsClientCertificate -ErrorAction Ignore")]
    [InlineData("'many1' | Revoke-CsClientCertificate")]
    [InlineData("TabExpansion2 'Get-CsUser Many' 15")]
    public void It_is_heard(string command) =>
        AssertHeard(() => Midway($"'begun'; while ($true) {{ $null = {command} }}", 100));

    [Theory]
    [InlineData("-LdapFilter")]
    [InlineData("-Filter")]
    public void It_is_heard_in_a_slow_query(string parameter)
    {
        // Nobody has such a name, and to find that out takes every user in turn; long enough to be stopped in the middle.
        var conditions = 50;
        while (TimeOfQuery(parameter, conditions) < TimeSpan.FromSeconds(0.5))
        {
            // A filter holds a thousand at the most.
            Assert.InRange(conditions, 1, 500);
            conditions *= 2;
        }

        AssertHeard(() => Midway($"'begun'; while ($true) {{ Get-CsUser {parameter} $Slow }}", 150));
    }

    private TimeSpan TimeOfQuery(string parameter, int conditions)
    {
        var numbers = Enumerable.Range(0, conditions);
        Session.Set("Slow", parameter == "-Filter"
            ? string.Join(" -or ", numbers.Select(n => $"DisplayName -like '*M*a*n*y*x{n}*'"))
            : $"(|{string.Concat(numbers.Select(n => $"(displayName=*M*a*n*y*x{n}*)"))})");
        var clock = Stopwatch.StartNew();
        Assert.Empty(Run($"Get-CsUser {parameter} $Slow").Clean().Output);
        return clock.Elapsed;
    }

    private RunningScript Midway(string script, int milliseconds)
    {
        var running = Session.Start(script).UntilOutput(1);
        Thread.Sleep(milliseconds);
        return running;
    }

    private void AssertHeard(Func<RunningScript> start) => CtrlC.EndsPromptly(start, () =>
    {
        Assert.DoesNotContain(Directory.GetFiles(Folder), file => Path.GetFileName(file).StartsWith(".tmp", StringComparison.Ordinal));
        using var other = NewSession();
        Assert.Equal("True", Assert.Single(other.Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy")));
        other.Run("Revoke-CsClientCertificate many1").Clean();
        return true;
    });

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
