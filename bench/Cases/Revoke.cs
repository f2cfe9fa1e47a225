using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Revoke-CsClientCertificate for 10,000 users from the pipeline, others every round, against raw, which finds them by
/// the same addresses and makes the same changes in as many transactions.</summary>
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
            var next = new int[3];
            var rounds = new Rounds(surroundings.Scale.LongRounds,
                ("floor", () => Piped("Revoke-FloorCertificate", Next(0))),
                ("raw", () => Raw.Revoke(raw, Raw.Texts(Next(1)), Batch)),
                ("module", () => Piped("Revoke-CsClientCertificate", Next(2))));
            surroundings.Report.AtMost("Revoke for 10,000 users: module / (raw + floor)",
                rounds.Each(t => t("module") / (t("raw") + t("floor"))), 1.3, rounds.ToString());

            string[] Next(int contender) => Person.SipAddresses(Users * next[contender]++, Users);
            double Piped(string command, string[] addresses)
            {
                session.Set("Sip", addresses);
                return session.Time("$Sip | " + command);
            }
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
