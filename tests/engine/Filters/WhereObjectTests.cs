using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Filters;

/// <summary>
/// -Filter keeps the users that Where-Object keeps: generated conditions over the demo's directory, by both ways. Left out is what the
/// documentation names as different: order of texts, -like on dates, lists, attributes that are no property, variables and members that
/// are not there, texts whose equality depends on the language.
/// </summary>
public sealed class WhereObjectTests : LitwareTest
{
    private const int Seeds = 8;
    private const int FiltersPerSeed = 60;

    private const string Compare = """
        function Compare-Kept($actual, $expected) {
            $one, $other = ($actual -split "`n"), ($expected -split "`n")
            (@($one | Where-Object { $_ -and $_ -notin $other }) + '; but not:' + @($other | Where-Object { $_ -and $_ -notin $one })) -join ' | '
        }
        $users = @(Get-CsUser)
        $compared = 0
        foreach ($text in $Filters) {
            $block = [scriptblock]::Create($text)
            $failed = $expected = $null
            try { $expected = @($users | Where-Object $block) -join "`n" } catch { $failed = $_ }
            try {
                $actual = @(Get-CsUser -Filter $text) -join "`n"
                if ($failed) { "$text was taken, and Where-Object fails: $failed" }
                else { $compared++ }
                if (-not $failed -and $actual -cne $expected) { "$text kept: $((Compare-Kept $actual $expected))" }
            }
            catch {
                # What no user's value can be compared with is refused, even where Where-Object does not come to compare it.
                if ("$_" -notlike '*can*be compared with*') { "$text failed: $_" }
            }
        }
        if ($compared -lt $Filters.Count * 2 / 3) { "only $compared of $($Filters.Count) filters were compared" }
        """;

    public static TheoryData<int> SeedNumbers => [.. Enumerable.Range(1, Seeds)];

    [Theory, MemberData(nameof(SeedNumbers))]
    public void A_generated_filter_keeps_what_Where_Object_keeps(int seed)
    {
        var filters = new FilterGenerator(seed, Run("Get-CsUser").Clean().Output!).Take(FiltersPerSeed).ToArray();

        Session.Set("Filters", filters);

        AssertNone(Run(Compare));
    }

    [Theory, MemberData(nameof(SeedNumbers))]
    public void A_bare_name_is_the_property(int seed)
    {
        var generator = new FilterGenerator(seed, Run("Get-CsUser").Clean().Output!);
        Session.Set("Filters", generator.Take(20).ToArray());

        var reply = Run("""
            $compared = 0
            foreach ($text in $Filters) {
                $with = try { @(Get-CsUser -Filter $text) -join "`n" } catch { 'InvalidFilter' }
                $bare = try { @(Get-CsUser -Filter $text.Replace('$_.', '')) -join "`n" } catch { 'InvalidFilter' }
                if ($with -cne $bare) { $text }
                elseif ($with -cne 'InvalidFilter') { $compared++ }
            }
            if ($compared -lt $Filters.Count / 2) { "only $compared of $($Filters.Count) filters were compared" }
            """);

        Assert.Empty(reply.Clean().Output);
    }

    [Theory]
    [InlineData("en-US"), InlineData("de-DE"), InlineData("tr-TR")]
    public void It_does_so_in_any_culture(string culture)
    {
        using var session = NewSession(culture: culture);
        var users = session.Run("Get-CsUser").Clean().Output;
        session.Set("Filters", new FilterGenerator(99, users!).Take(80).Append("$_.WhenCreated -ge '03/04/2017 13:05:00'").ToArray());

        AssertNone(session.Run(Compare));
    }

    private static void AssertNone(Reply differences)
    {
        var all = string.Join("\n", differences.Clean().Output);

        Assert.True(all.Length == 0, all);
    }
}
