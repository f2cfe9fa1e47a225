using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;
using CsClientCertificate.Bench.Servers;

namespace CsClientCertificate.Bench.Cases.Servers;

/// <summary>Revoke-CsClientCertificate on a server: from one pipeline, from sixteen at the same time, and against a transaction a user.</summary>
internal static class Revoke
{
    private const int Users = 10_000;
    private const int UsersAlone = 1_000;
    private const int Writers = 16;
    private const int UsersEach = Users / Writers;

    private const string Command = "$Sip | Revoke-CsClientCertificate -WarningAction Ignore -ErrorAction Continue";

    // What is measured next finds what the first one found.
    private const string Undo = """
        update cscert.certificate set revocation_time = null, revocation_reason = null, revocation_entry = null, revoked_by = null
        where revocation_time is not null
        """;

    public static void Measure(ServerSurroundings surroundings)
    {
        var (server, database) = (surroundings.Server, surroundings.Pipeline.Database);
        BenchIndex.Make(server, database);
        var writers = Enumerable.Range(0, Writers).Select(writer => surroundings.Session(server.Of(database))
            .Set("Sip", Person.SipAddresses(Users + writer * UsersEach, UsersEach))).ToArray();
        using var session = surroundings.Session(server.Of(database)).Set("Sip", Person.SipAddresses(0, Users));
        var alone = Raw.Texts(Person.SipAddresses(0, UsersAlone));
        try
        {
            var rounds = new Rounds(surroundings.Scale.LongRounds,
                ("raw", () => Undone(() => RawServer.Revokes(server.Of(database), alone))),
                ("one", () => Undone(() => session.Time(Command))),
                ("sixteen", () => Undone(() => Together(writers))));
            var report = surroundings.Report;
            report.AtLeast("Revoke for 10,000 users, server: a transaction a user / one writer",
                rounds.Each(t => t("raw") / UsersAlone / (t("one") / Users)), 10,
                FormattableString.Invariant($"{rounds}; a transaction a user for {UsersAlone:N0} of them"));
            report.AtLeast("Revoke, server: users a second, 16 writers together / one",
                rounds.Each(t => Writers * UsersEach / t("sixteen") / (Users / t("one"))), 0.7);
        }
        finally
        {
            foreach (var writer in writers)
            {
                writer.Dispose();
            }
        }

        double Undone(Func<double> measure)
        {
            var seconds = measure();
            server.Ask(database, Undo);
            server.Ask(database, "vacuum (analyze) cscert.certificate");
            return seconds;
        }
    }

    private static double Together(BenchSession[] writers)
    {
        var threads = writers.Select(writer => new Thread(() => writer.Run(Command))).ToArray();
        var start = Clock.Now;
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Clock.Now - start;
    }
}
