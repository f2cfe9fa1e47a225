using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Servers;

namespace CsClientCertificate.Bench.Cases.Servers;

/// <summary>Example 4 of the reference page over 100,000 users on a server.</summary>
internal static class Example4
{
    public static void Measure(ServerSurroundings surroundings)
    {
        using var session = surroundings.Session(surroundings.Server.Of(surroundings.Pipeline.Database))
            .Set("Users", Surroundings.FloorUsers(surroundings.Files.Pipeline));
        var rounds = new Rounds(surroundings.Scale.LongRounds,
            ("floor", () => session.Time(Cases.Example4.FloorPipeline)),
            ("module", () => session.Time(Cases.Example4.Pipeline)));
        surroundings.Report.AtMost("Example 4, server, 100,000 users: module / floor", rounds.Ratio("module", "floor"), 3, rounds.ToString());
    }
}
