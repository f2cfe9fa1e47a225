using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>One lookup as a C program makes it, against the same question to SQLite on the plain schema.</summary>
internal static class Border
{
    private const int Count = 100_000;

    private const string Sql = """
        SELECT u.id, u.sip_address, u.distinguished_name, u.registrar_pool, u.user_account_control, c.id, c.certificate_type, c.device_id,
            c.publication_time, c.not_before, c.expiration_time, c.thumbprint, c.serial_number, c.subject, c.issuer, c.revoked
        FROM users u LEFT JOIN certificates c ON c.user_id = u.id AND c.revoked IS NULL WHERE u.sip_address = ?1
        """;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var texts = Raw.Texts(data.Random(Count, 3).Select(user => user.SipAddress));
        var rows = new long[2];
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("raw", () => Raw.Lookups(data.Plain, Sql, texts, out rows[0])),
            ("border", () => Raw.Border(surroundings.Library, data.Registry, texts, out rows[1])));
        if (rows[0] != rows[1])
        {
            throw new InvalidOperationException($"raw found {rows[0]} certificates, the border {rows[1]}.");
        }

        surroundings.Report.AtMost(FormattableString.Invariant($"lookup through the C border, registry of {data.Users:N0}: border / raw"),
            rounds.Ratio("border", "raw"), 1.5, rounds.ToString());
    }
}
