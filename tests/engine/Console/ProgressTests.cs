using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>What lasts shows how far it is and how long it will take.</summary>
public sealed class ProgressTests : ModuleTest
{
    public ProgressTests() => Session.Set("Tests", typeof(ProgressTests).Assembly).Run("Import-Module -Assembly $Tests").Clean();

    [Fact]
    public void A_long_call_tells_its_share_and_the_time_left_and_is_taken_away()
    {
        var reply = Run("Invoke-LongCall 2500 -Known").Clean();
        var shown = reply.Progress.SkipLast(1).ToList();

        // A few times a second, beginning after half a second; it may have taken longer than it was to.
        Assert.InRange(shown.Count, 1, 1 + (int)(reply.One<TimeSpan>().TotalMilliseconds / 200));
        Assert.All(shown, record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
        Assert.All(shown, record => Assert.InRange(record.PercentComplete, 1, 100));
        Assert.Equal(shown.Select(record => record.PercentComplete).Order(), shown.Select(record => record.PercentComplete));
        Assert.All(shown, record => Assert.InRange(record.SecondsRemaining, 0, 60));
        Assert.Equal(ProgressRecordType.Completed, reply.Progress[^1].RecordType);
    }

    [Fact]
    public void Where_nobody_knows_how_long_it_takes_it_tells_how_long_it_took()
    {
        var progress = Run("Invoke-LongCall 1500").Clean().Progress;

        Assert.All(progress, record => Assert.Equal((-1, -1), (record.PercentComplete, record.SecondsRemaining)));
        Assert.All(progress.SkipLast(1), record => Assert.Matches(@"^\d+ s$", record.StatusDescription));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void Short_calls_stay_silent() => Assert.Empty(Run("1..3 | ForEach-Object { Invoke-LongCall 20 }").Clean().Progress);

    [Theory]
    [InlineData("Get-CsUser")]
    [InlineData("Get-CsUser -Filter { DisplayName -like 'Many*' }")]
    [InlineData("Get-CsUser 'Many*'")]
    public void A_listing_tells_its_share_and_the_time_left(string command)
    {
        Run("1..800 | ForEach-Object { @{ DistinguishedName = \"CN=Many $_,DC=litwareinc,DC=com\"; ObjectClass = 'user'; displayName = \"Many $_\"; 'msRTCSIP-PrimaryUserAddress' = \"sip:many$_@litwareinc.com\" } } | Import-CsUser").Clean();

        // Somebody takes the users slowly.
        var progress = Run($"{command} | ForEach-Object {{ [Threading.Thread]::Sleep(2) }}").Clean().Progress;

        Assert.InRange(progress.Count, 2, 10);
        Assert.All(progress, record => Assert.Equal("Listing users", record.Activity));
        Assert.All(progress.SkipLast(1), record => Assert.InRange(record.PercentComplete, 25, 100));
        Assert.All(progress.SkipLast(1), record => Assert.InRange(record.SecondsRemaining, 0, 60));
        Assert.EndsWith(" found", progress[0].StatusDescription);
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }
}
