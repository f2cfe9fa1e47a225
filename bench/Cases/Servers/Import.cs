using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Servers;

namespace CsClientCertificate.Bench.Cases.Servers;

/// <summary>Import-CsUser into an empty registry, on a server and in a file.</summary>
internal static class Import
{
    private const string Database = "bench_import";

    public static void Measure(ServerSurroundings surroundings)
    {
        var (data, server) = (surroundings.Files.Pipeline.WithExport(), surroundings.Server);
        var path = surroundings.Files.Temporary("import.db");
        using var session = new BenchSession(surroundings.Files.Module).Set("Export", data.Export);
        using var files = surroundings.Files.Session(data).Set("Export", data.Export).Set("New", path);
        try
        {
            var rounds = new Rounds(surroundings.Scale.LongRounds,
                ("sqlite", () =>
                {
                    TemporaryRegistry.Delete(path);
                    files.Run("Connect-CsCertificateRegistry -Path $New");
                    return files.Time(DataSet.ImportCommand);
                }
            ),
                ("module", () =>
                {
                    server.MakeEmpty(Database);
                    return ServerSurroundings.Connect(session, server.Of(Database)).Time(DataSet.ImportCommand);
                }
            ));
            var report = surroundings.Report;
            report.AtMost("import of 100,000 users and 300,000 certificates, server: module / module with SQLite",
                rounds.Ratio("module", "sqlite"), 2.5, rounds.ToString());
            if (surroundings.Scale.LargeUsers is var large and > Scale.ImportUsers)
            {
                // Once, while the data was made.
                var seconds = surroundings.Large.ImportSeconds;
                report.AtMost("import, server: a user's time among 1,000,000 / among 100,000",
                    rounds.Each(t => seconds / large / (t("module") / Scale.ImportUsers)), 2.5,
                    FormattableString.Invariant($"1,000,000 users {seconds:F0} s"));
            }
        }
        finally
        {
            TemporaryRegistry.Delete(path);
            server.Drop(Database);
        }
    }
}
