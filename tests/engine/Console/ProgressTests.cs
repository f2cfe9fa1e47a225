using System.Diagnostics;
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
        var clock = Stopwatch.StartNew();
        var progress = Run("Invoke-LongCall 4 -Total 8").Clean().Progress;

        var shown = progress.SkipLast(1).ToList();
        AssertTellsShareAndTimeLeft(shown, 4, clock.Elapsed);
        Assert.Equal(shown.Select((_, index) => Math.Min((index + 1) * 100 / 8, 100)), shown.Select(record => record.PercentComplete));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void It_begins_after_half_a_second_and_is_shown_a_few_times_a_second()
    {
        // A machine that is slow makes it later, never sooner.
        Assert.All(Run("Invoke-LongCall 4").Clean().All<TimeSpan>().Index(), shown =>
            Assert.True(shown.Item >= TimeSpan.FromMilliseconds(500 + (200 * shown.Index)), $"{shown.Item}"));
    }

    [Fact]
    public void Where_nobody_knows_how_long_it_takes_it_tells_how_long_it_took()
    {
        var progress = Run("Invoke-LongCall 2").Clean().Progress;

        Assert.InRange(progress.Count, 3, int.MaxValue);
        Assert.All(progress, record => Assert.Equal((-1, -1), (record.PercentComplete, record.SecondsRemaining)));
        Assert.All(progress.SkipLast(1), record => Assert.Matches(@"^\d+ s$", record.StatusDescription));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void Who_knows_more_than_how_long_it_took_says_that() =>
        Assert.All(
            Run("Invoke-LongCall 2 -Status '3 found'").Clean().Progress.SkipLast(1),
            record => Assert.Equal("3 found", record.StatusDescription));

    [Fact]
    public void What_was_not_shown_need_not_be_taken_away()
    {
        var reply = Run("Invoke-LongCall 0").Clean();

        // Short calls stay silent; one that the machine kept waiting meanwhile is none.
        Assert.Equal(reply.Output.Count == 0 ? 0 : reply.Output.Count + 1, reply.Progress.Count);
    }

    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("Get-CsUser")]
    [InlineData("Get-CsUser -Filter { DisplayName -like 'Many*' }")]
    [InlineData("Get-CsUser 'Many*'")]
    public void A_listing_tells_its_share_and_the_time_left(string command)
    {
        ImportMany(800);

        // Somebody takes the users slowly.
        var clock = Stopwatch.StartNew();
        var progress = Run($"{command} | ForEach-Object {{ [Threading.Thread]::Sleep(2) }}").Clean().Progress;
        var shown = progress.SkipLast(1).ToList();

        AssertTellsShareAndTimeLeft(shown, 1, clock.Elapsed);
        Assert.All(progress, record => Assert.Equal("Listing users", record.Activity));
        // Who was found was passed by.
        Assert.All(NumbersFound(shown, 800).Zip(shown), both => Assert.InRange(both.Second.PercentComplete, both.First * 100 / 800, 100));
        Assert.Equal(ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Fact]
    public void A_listing_that_waits_for_the_next_user_still_tells_how_many_there_are()
    {
        ImportMany(4000, string.Concat(Enumerable.Repeat("Many ", 40)));

        // Among all, the filter keeps the first and the last. It gets more conditions until that takes long enough to be shown.
        IReadOnlyList<ProgressRecord> progress;
        var conditions = 25;
        do
        {
            conditions *= 2;
            var slow = string.Join(" -or ", Enumerable.Range(0, conditions).Select(n => $"DisplayName -like '*M*a*n*y*x{n}*'"));
            progress = Session.Set("Slow", slow).Run("Get-CsUser -Filter \"$Slow -or DisplayName -like '* 1' -or DisplayName -like '* 4000'\"").Clean().Progress;
        }
        while (progress.Count == 0);

        NumbersFound(progress.SkipLast(1).ToList(), 2);
    }

    // Whatever holds it up: relations that do not depend on how fast anything is.
    private static void AssertTellsShareAndTimeLeft(List<ProgressRecord> shown, int fewest, TimeSpan took)
    {
        Assert.InRange(shown.Count, fewest, 1 + (int)(took.TotalMilliseconds / 200));
        Assert.All(shown, record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
        foreach (var record in shown)
        {
            // What has hardly begun tells neither.
            if (record.PercentComplete < 0)
            {
                Assert.Equal(-1, record.SecondsRemaining);
                continue;
            }

            Assert.InRange(record.PercentComplete, 1, 100);
            var left = (100.0 - record.PercentComplete) / record.PercentComplete;
            Assert.InRange(record.SecondsRemaining, 0, (int)(took.TotalSeconds * left));
        }
    }

    // What each says was found so far.
    private static List<int> NumbersFound(List<ProgressRecord> shown, int most)
    {
        Assert.All(shown, record => Assert.Matches("^[0-9]+ found$", record.StatusDescription));
        var found = shown.Select(record => int.Parse(record.StatusDescription.Split(' ')[0])).ToList();
        Assert.Equal(found.Order(), found);
        Assert.All(found, number => Assert.InRange(number, 0, most));
        return found;
    }

    private void ImportMany(int users, string name = "Many ") => Session.Set("Name", name).Run(
        $"1..{users} | ForEach-Object {{ @{{ DistinguishedName = \"CN=Many $_,DC=litwareinc,DC=com\"; ObjectClass = 'user'; displayName = \"$Name$_\"; 'msRTCSIP-PrimaryUserAddress' = \"sip:many$_@litwareinc.com\" }} }} | Import-CsUser").Clean();
}
