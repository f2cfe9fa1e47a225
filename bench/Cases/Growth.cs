using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench.Cases;

/// <summary>The same number of random lookups in the large registry and in the small one.</summary>
internal static class Growth
{
    private const int Count = 100_000;

    public static void Measure(Surroundings surroundings)
    {
        var (small, large) = (surroundings.Small, surroundings.Large);
        using var few = surroundings.Session(small).Set("Sip", small.Random(Count, 4).Select(user => user.SipAddress).ToArray());
        using var many = surroundings.Session(large).Set("Sip", large.Random(Count, 4).Select(user => user.SipAddress).ToArray());
        const string lookup = "$Sip | Get-CsClientCertificate > $null";
        var rounds = new Rounds(surroundings.Scale.Rounds, ("small", () => few.Time(lookup)), ("large", () => many.Time(lookup)));
        surroundings.Report.AtMost(
            FormattableString.Invariant($"growth: lookups among {large.Users:N0} users / among {small.Users:N0}"),
            rounds.Ratio("large", "small"), 2, rounds.ToString());
    }
}
