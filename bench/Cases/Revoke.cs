using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Revoke-CsClientCertificate for 10,000 users from the pipeline, others every round, against the same changes in as many transactions.</summary>
internal static class Revoke
{
    private const int Users = 10_000;
    // As many as the command commits together.
    private const int Batch = 256;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Pipeline;
        var (ours, raw) = (surroundings.Temporary("revoke.db"), surroundings.Temporary("revoke-raw.db"));
        try
        {
            File.Copy(data.Registry, ours, overwrite: true);
            File.Copy(data.Registry, raw, overwrite: true);
            using var session = surroundings.Session(data).Set("Copy", ours).Prepare("Connect-CsCertificateRegistry -Path $Copy");
            var (next, nextRaw) = (0, 0);
            var rounds = new Rounds(surroundings.Scale.LongRounds,
                ("raw", () => Raw.Revoke(raw, 1 + Users * nextRaw++, Users, Batch)),
                ("module", () =>
                {
                    session.Set("Sip", Enumerable.Range(Users * next++, Users).Select(index => new Person(index).SipAddress).ToArray());
                    return session.Time("$Sip | Revoke-CsClientCertificate");
                }
            ));
            surroundings.Report.AtMost("Revoke for 10,000 users: module / raw", rounds.Ratio("module", "raw"), 1.5, rounds.ToString());
        }
        finally
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(ours)!, "revoke*.db*"))
            {
                File.Delete(file);
            }
        }
    }
}
