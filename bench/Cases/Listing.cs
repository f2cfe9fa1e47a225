using System.Globalization;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Get-CsUser over the large registry: time, and memory while it streams.</summary>
internal static class Listing
{
    private const string Sql = """
        SELECT id, distinguished_name, sip_address, registrar_pool, home_server, enabled, line_uri, display_name, sam_account_name,
            user_principal_name, given_name, surname, department, title, user_account_control, object_guid, when_created, when_changed
        FROM users WHERE sip_address IS NOT NULL
        """;

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Large;
        var report = surroundings.Report;
        var size = FormattableString.Invariant($"{data.Users:N0} users");
        using (var session = surroundings.Session(data).Set("Users", Surroundings.FloorUsers(data)))
        {
            var rounds = new Rounds(surroundings.Scale.Rounds,
                ("floor", () => session.Time("Get-FloorUser -From $Users > $null")),
                ("raw", () => Raw.Query(data.Plain, Sql, 1, out _)),
                ("module", () => session.Time("Get-CsUser > $null")));
            report.AtMost($"Get-CsUser, {size}: module / (raw + floor)", rounds.Each(t => t("module") / (t("raw") + t("floor"))), 1.3, rounds.ToString());
        }

        var growth = Enumerable.Range(0, surroundings.Scale.LongRounds).Select(_ => Child.Start(Child.Memory, surroundings.Module, data.Registry)[0]);
        report.AtMost($"Get-CsUser, {size}: peak memory growth in MB", Interval.Of(growth), 64);
    }

    /// <summary>In a process of its own: how far the peak of resident memory rises above what it was before, in MB.</summary>
    public static double[] MemoryGrowth(string module, string registry)
    {
        using var session = new BenchSession(module);
        session.Set("Registry", registry).Run("Connect-CsCertificateRegistry -Path $Registry; Get-CsUser -ResultSize 5000 > $null");
        GC.Collect();
        // Makes the peak start from here (proc(5)).
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        session.Run("Get-CsUser > $null");
        return [(Status("VmHWM") - before) / 1024.0];
    }

    private static long Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
