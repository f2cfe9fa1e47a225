using System.Globalization;
using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Find-CsClientCertificate -ExpiringWithin for the thousand that come next.</summary>
internal static class Find
{
    private const int Times = 10;
    private const int Wanted = 1000;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var all = (long)data.Users * Person.CertificateCount;
        var within = (GeneratedCertificate.LastExpiry - GeneratedCertificate.FirstExpiry) / all * Wanted;
        var now = DateTime.UtcNow;
        var sql = string.Format(CultureInfo.InvariantCulture, """
            SELECT c.*, u.* FROM certificate c INDEXED BY certificate_not_after CROSS JOIN user u ON u.user_key = c.user_key
            WHERE c.not_after >= {0} AND c.not_after < {1} AND c.revocation_time IS NULL
            """, Microseconds(now), Microseconds(now + within));
        using var session = surroundings.Session(data).Set("Within", within).Set("Thousand", Surroundings.FloorUsers(surroundings.Small))
            .Set("Times", Enumerable.Range(0, Times).ToArray());
        var found = session.Run("Find-CsClientCertificate -ExpiringWithin $Within").Count;
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("floor", () => session.Time("foreach ($i in $Times) { Get-FloorUser -From $Thousand > $null }")),
            ("raw", () => Raw.Ask(data.Registry, sql, Times, out _)),
            ("module", () => session.Time("foreach ($i in $Times) { Find-CsClientCertificate -ExpiringWithin $Within > $null }")));
        surroundings.Report.AtMost(FormattableString.Invariant($"Find -ExpiringWithin, {found} of {all:N0}: (module - floor) / raw"),
            rounds.Each(t => (t("module") - t("floor")) / t("raw")), 3, rounds.ToString());
    }

    private static long Microseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks / 10;
}
