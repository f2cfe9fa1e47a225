using System.Security.Cryptography;
using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Peers;
using CsClientCertificate.Bench.Servers;

namespace CsClientCertificate.Bench.Cases.Servers;

/// <summary>Sign-in checks from C, as a service makes them: certificates in no order, over connections that stay open.</summary>
internal static class Checks
{
    private const int Count = 20_000;

    // Is it there, not revoked, and whose is it: without the parsing, and without the comparison with the bytes that were published.
    private const string Sql = """
        select c.certificate_key, c.not_before, c.not_after, c.revocation_time, c.revocation_reason, c.sha1, c.subject, c.issuer,
            u.user_key, u.sip_address, u.distinguished_name, u.user_account_control, u.gone_since
        from cscert.certificate c join cscert.users u on u.user_key = c.user_key where c.sha256 = $1
        """;

    public static void Measure(ServerSurroundings surroundings)
    {
        var data = surroundings.Files.Large;
        var certificates = data.Random(Count, 7).Select((user, place) => user.Certificate(place % Person.CertificateCount).Der).ToArray();
        var hashes = certificates.Select(SHA256.HashData).ToArray();
        var connection = surroundings.Server.Of(surroundings.Large.Database);
        foreach (var connections in (int[])[1, 4, 16])
        {
            var of = FormattableString.Invariant($"registry of {data.Users:N0}, server, {connections} {(connections == 1 ? "connection" : "connections")}:");
            Say($"{of} checks a second from C", () => RawServer.Checks(surroundings.Files.Library, connection, certificates, connections));
            Say($"{of} queries of a certificate a second, libpq", () => RawServer.CheckQueries(connection, Sql, hashes, connections));
        }

        // The first time fills caches; of the others, the middle one.
        void Say(string what, Func<RawServer.Load> run)
        {
            run();
            var runs = Enumerable.Range(0, surroundings.Scale.LongRounds).Select(_ => run()).OrderBy(load => load.Seconds).ToArray();
            var load = runs[runs.Length / 2];
            surroundings.Report.Figure(what, Count / load.Seconds,
                FormattableString.Invariant($"median {load.Median * 1000:F2} ms, 99 % within {load.NinetyNinth * 1000:F2} ms"));
        }
    }
}
