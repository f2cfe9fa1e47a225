using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Servers;

namespace CsClientCertificate.Bench.Cases.Servers;

/// <summary>Get-CsUser over the large registry, on a server and in a file.</summary>
internal static class Listing
{
    private const string Command = "Get-CsUser > $null";

    public static void Measure(ServerSurroundings surroundings)
    {
        var data = surroundings.Files.Large;
        using var session = surroundings.Session(surroundings.Server.Of(surroundings.Large.Database));
        using var files = surroundings.Files.Session(data);
        var rounds = new Rounds(surroundings.Scale.LongRounds,
            ("sqlite", () => files.Time(Command)),
            ("module", () => session.Time(Command)));
        surroundings.Report.AtMost(FormattableString.Invariant($"Get-CsUser, server, {data.Users:N0} users: module / module with SQLite"),
            rounds.Ratio("module", "sqlite"), 2.5, rounds.ToString());
    }
}
