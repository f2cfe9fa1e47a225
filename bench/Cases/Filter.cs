using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;
using Microsoft.Data.Sqlite;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Get-CsUser -Filter that names ten users of the large registry, against SQLite asked for them by the same index.</summary>
internal static class Filter
{
    private const int Times = 50;
    private const int Users = 10;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var people = data.Random(Users, 5).ToArray();
        var filter = string.Join(" -or ", people.Select(person => $"SipAddress -eq '{person.SipAddress}'"));
        var sql = $"""
            SELECT u.*, h.* FROM (SELECT user_key FROM user_name WHERE name_hash IN ({string.Join(", ", Hashes(data, people))})
                GROUP BY user_key ORDER BY user_key) n
            CROSS JOIN user u ON u.user_key = n.user_key LEFT JOIN home_server h ON h.home_server_key = u.home_server_key
            """;
        using var session = surroundings.Session(data).Set("Filter", filter).Set("Ten", Surroundings.FloorUsers(data)[..Users])
            .Set("Times", Enumerable.Range(0, Times).ToArray());
        if (session.Run("Get-CsUser -Filter $Filter").Count != Users)
        {
            throw new InvalidOperationException("The filter did not find ten users.");
        }

        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("floor", () => session.Time("foreach ($i in $Times) { Get-FloorUser -From $Ten > $null }")),
            ("raw", () => Raw.Ask(data.Registry, sql, Times, out _)),
            ("module", () => session.Time("foreach ($i in $Times) { Get-CsUser -Filter $Filter > $null }")));
        surroundings.Report.AtMost(FormattableString.Invariant($"Get-CsUser -Filter, 10 of {data.Users:N0}: (module - floor) / raw"),
            rounds.Each(t => (t("module") - t("floor")) / t("raw")), 5, rounds.ToString());
    }

    // Each user's first hash will do: all of them lead to the user alone.
    private static long[] Hashes(DataSet data, Person[] people)
    {
        using var connection = new SqliteConnection($"Data Source={data.Registry};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT min(name_hash) FROM user_name WHERE user_key IN ({string.Join(", ", people.Select(person => person.Index + 1))}) GROUP BY user_key
            """;
        using var reader = command.ExecuteReader();
        var hashes = new List<long>();
        while (reader.Read())
        {
            hashes.Add(reader.GetInt64(0));
        }

        return [.. hashes];
    }
}
