using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>One lookup as a C program makes it, against the same question to SQLite on the plain schema.</summary>
internal static class Border
{
    private const int Count = 100_000;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var texts = Raw.Texts(data.Random(Count, 3).Select(user => user.SipAddress));
        var rows = new long[2];
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("raw", () => Raw.Lookups(data.Plain, PlainDatabase.BySipAddress, texts, Raw.Snapshot.OneForAll, out rows[0])),
            ("border", () => Raw.Border(surroundings.Library, data.Registry, texts, out rows[1])));
        if (rows[0] != rows[1])
        {
            throw new InvalidOperationException($"raw found {rows[0]} certificates, the border {rows[1]}.");
        }

        surroundings.Report.AtMost(FormattableString.Invariant($"lookup through the C border, registry of {data.Users:N0}: border / raw"),
            rounds.Ratio("border", "raw"), 1.5, rounds.ToString());
    }
}
