using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>The same number of random lookups in the large registry and in the small one, and how much longer raw takes for them.</summary>
internal static class Growth
{
    private const int Count = 100_000;

    public static void Measure(Surroundings surroundings)
    {
        var (small, large) = (surroundings.Small, surroundings.Large);
        using var few = surroundings.Session(small).Set("Sip", small.Random(Count, 4).Select(user => user.SipAddress).ToArray());
        using var many = surroundings.Session(large).Set("Sip", large.Random(Count, 4).Select(user => user.SipAddress).ToArray());
        const string lookup = "$Sip | Get-CsClientCertificate > $null";
        var (fewTexts, manyTexts) = (Texts(small), Texts(large));
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("small", () => few.Time(lookup)),
            ("large", () => many.Time(lookup)),
            ("raw small", () => Raw.Lookups(small.Plain, PlainDatabase.BySipAddress, fewTexts, Raw.Snapshot.OneForAll, out _)),
            ("raw large", () => Raw.Lookups(large.Plain, PlainDatabase.BySipAddress, manyTexts, Raw.Snapshot.OneForAll, out _)));
        surroundings.Report.AtMost(
            FormattableString.Invariant($"growth from {small.Users:N0} to {large.Users:N0} users: module's / raw's"),
            rounds.Each(t => t("large") / t("small") / (t("raw large") / t("raw small"))), 1.05, rounds.ToString());

        static nint[] Texts(DataSet data) => Raw.Texts(data.Random(Count, 4).Select(user => user.SipAddress));
    }
}
