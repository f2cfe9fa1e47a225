using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Cases;

/// <summary>Example 4 of the reference page over 100,000 users: the whole pipeline.</summary>
internal static class Example4
{
    /// <summary>The pipeline as the page has it.</summary>
    public const string Pipeline = "Get-CsUser | Where-Object {$_.RegistrarPool -ne $Null} | Get-CsClientCertificate > $null";

    /// <summary>The same with the floor's commands.</summary>
    public const string FloorPipeline = "Get-FloorUser -From $Users | Where-Object {$_.RegistrarPool -ne $Null} | Get-FloorCertificate > $null";

    public static void Measure(Surroundings surroundings)
    {
        var data = surroundings.Pipeline;
        using var session = surroundings.Session(data).Set("Users", Surroundings.FloorUsers(data)).Prepare(ScriptPeer.Functions.Replace("function ", "function global:"));
        (string, Func<double>) ours = ("module", () => session.Time(Pipeline));
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("floor", () => session.Time(FloorPipeline)),
            ours,
            ("sqlite", () => session.Time(
                "Get-SqliteUser -Path $Plain | Where-Object {$_.RegistrarPool -ne $Null} | Get-SqliteCertificate -Path $Plain > $null")));
        var report = surroundings.Report;
        report.AtMost("Example 4, 100,000 users: module / floor", rounds.Ratio("module", "floor"), 1.1, rounds.ToString());
        report.AtMost("Example 4, 100,000 users: above the floor, module / sqlite",
            rounds.Each(t => (t("module") - t("floor")) / (t("sqlite") - t("floor"))), 0.5);

        var script = new Rounds(surroundings.Scale.LongRounds, ours, ("script", () => session.Time(
            "Get-ScriptUser -Path $Plain | Where-Object {$_.RegistrarPool -ne $Null} | Get-ScriptCertificate -Path $Plain > $null")));
        report.AtLeast("Example 4, 100,000 users: script / module", script.Ratio("script", "module"), 9, script.ToString());
    }
}
