using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Import-CsUser into an empty registry and again, against inserting the same rows into the same tables and indexes.</summary>
internal static class Import
{
    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Pipeline.WithExport();
        var (registry, copy) = (surroundings.Temporary("import.db"), surroundings.Temporary("copy.db"));
        using var session = surroundings.Session(data).Set("New", registry).Set("Export", data.Export);
        var report = surroundings.Report;
        try
        {
            var rounds = new Rounds(surroundings.Scale.LongRounds,
                ("raw", () =>
                {
                    TemporaryRegistry.Delete(copy);
                    return Raw.Copy(data.Registry, copy);
                }
            ),
                ("first", () =>
                {
                    TemporaryRegistry.Delete(registry);
                    session.Run("Connect-CsCertificateRegistry -Path $New");
                    return session.Time(DataSet.ImportCommand);
                }
            ),
                ("again", () => session.Time(DataSet.ImportCommand)));
            report.AtMost("import of 100,000 users and 300,000 certificates: module / raw", rounds.Ratio("first", "raw"), 1.6, rounds.ToString());
            report.AtMost("import with nothing changed / first import", rounds.Ratio("again", "first"), 0.5);
            if (surroundings.Scale.LargeUsers > Scale.ImportUsers)
            {
                // Once, while the data was made, and raw once; so no interval of their own.
                var large = surroundings.Large;
                TemporaryRegistry.Delete(copy);
                var raw = Raw.Copy(large.Registry, copy);
                report.AtMost("import: growth of a user's time from 100,000 to 1,000,000: module's / raw's",
                    rounds.Each(t => large.Made.ImportSeconds / t("first") / (raw / t("raw"))), 1);
                report.AtMost("import of 1,000,000 users and 3,000,000 certificates: module / raw",
                    Interval.Of([large.Made.ImportSeconds / raw]), 1.6,
                    FormattableString.Invariant($"raw {raw:F0} s, module {large.Made.ImportSeconds:F0} s"));
            }
        }
        finally
        {
            TemporaryRegistry.Delete(registry);
            TemporaryRegistry.Delete(copy);
        }
    }
}
