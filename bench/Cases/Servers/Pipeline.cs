using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;
using CsClientCertificate.Bench.Servers;

namespace CsClientCertificate.Bench.Cases.Servers;

/// <summary>Random users by their SIP addresses: piped into Get-CsClientCertificate, against a query each, on the loopback and far away.</summary>
internal static class Pipeline
{
    private const int Count = 100_000;
    // Waiting as often as the others would take ten minutes.
    private const int CountFarAway = 1_000;

    private const string Sql = """
        select u.user_key, u.sip_address, u.distinguished_name, h.registrar_pool, u.user_account_control, c.certificate_key, c.certificate_type,
            c.device_id, c.publication_time, c.not_before, c.not_after, c.sha1, c.serial_number, c.subject, c.issuer
        from cscert.users u left join cscert.home_server h on h.home_server_key = u.home_server_key
        left join cscert.certificate c on c.user_key = u.user_key and c.revocation_time is null where u.sip_address = $1
        """;

    private const string Command = "$Sip | Get-CsClientCertificate > $null";

    public static void Measure(ServerSurroundings surroundings)
    {
        var (data, server) = (surroundings.Files.Large, surroundings.Server);
        var database = surroundings.Large.Database;
        BenchIndex.Make(server, database);
        var sip = data.Random(Count, 6).Select(user => user.SipAddress).ToArray();
        var texts = Raw.Texts(sip);
        using var session = surroundings.Session(server.Of(database)).Set("Sip", sip);
        using var far = surroundings.Session(server.Delayed(database)).Set("Sip", sip);
        using var files = surroundings.Files.Session(data).Set("Sip", sip);
        var rounds = new Rounds(surroundings.Scale.LongRounds,
            ("raw", () => Lookups(server.Of(database), texts)),
            ("module", () => session.Time(Command)),
            ("sqlite", () => files.Time(Command)),
            ("raw far", () => Lookups(server.Delayed(database), texts[..CountFarAway])),
            ("module far", () => far.Time(Command)));
        var report = surroundings.Report;
        var of = FormattableString.Invariant($"100,000 SIP addresses, server, registry of {data.Users:N0}:");
        report.AtLeast($"{of} a query each / module", rounds.Ratio("raw", "module"), 2, rounds.ToString());
        report.AtLeast(FormattableString.Invariant($"{of} with {Server.Latency.TotalMilliseconds} ms, a query each / module"),
            rounds.Each(t => t("raw far") / CountFarAway / (t("module far") / Count)), 80,
            FormattableString.Invariant($"a query each for {CountFarAway:N0} of them"));
        report.AtMost($"{of} module / module with SQLite", rounds.Ratio("module", "sqlite"), 2.5);
    }

    private static double Lookups(string connection, nint[] texts)
    {
        var seconds = RawServer.Lookups(connection, Sql, texts, out var rows);
        // Three certificates each.
        return rows == 3 * texts.Length ? seconds : throw new InvalidOperationException($"{texts.Length} users have {rows} certificates.");
    }
}
