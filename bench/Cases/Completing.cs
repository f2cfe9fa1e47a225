using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Fifty completions of two letters, through the C border: the engine's own completion would hide what is asked.</summary>
internal static class Completing
{
    private const int Times = 200;
    private const int Most = 50;

    private const string Sql = """
        SELECT u.user_key, u.display_name, u.sip_address, h.registrar_pool
        FROM (SELECT DISTINCT user_key FROM user_word WHERE word >= ?1 AND word < ?1 || char(0x10FFFF) LIMIT 50) w
        CROSS JOIN user u ON u.user_key = w.user_key LEFT JOIN home_server h ON h.home_server_key = u.home_server_key
        """;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var prefixes = data.Random(Times, 6).Select(person => person.DisplayName[..2]).ToArray();
        var (begun, words) = (Raw.Texts(prefixes), Raw.Texts(prefixes.Select(prefix => "0" + prefix.ToLowerInvariant())));
        var rows = new long[2];
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("raw", () => Raw.Lookups(data.Registry, Sql, words, Raw.Snapshot.OneForAll, out rows[0])),
            ("border", () => Raw.Complete(surroundings.Library, data.Registry, begun, Most, out rows[1])));
        if (rows[0] != rows[1])
        {
            throw new InvalidOperationException($"raw found {rows[0]} users, the border {rows[1]}.");
        }

        surroundings.Report.AtMost(FormattableString.Invariant($"completion of two letters, {data.Users:N0} users: border / raw"),
            rounds.Ratio("border", "raw"), 3, rounds.ToString());
    }
}
