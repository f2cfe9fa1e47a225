namespace CsClientCertificate.Bench;

/// <summary>A command and its floor, measured in turn so that a busy machine slows both, and compared by their medians.</summary>
internal static class Comparison
{
    private const int Rounds = 7;

    public static void Report(BenchSession session, string name, int objects, string command, string floor)
    {
        // Once for nothing: the first run compiles.
        session.Run(command);
        session.Run(floor);
        var commands = new List<double>();
        var floors = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            floors.Add(session.Time(floor).TotalMilliseconds);
            commands.Add(session.Time(command).TotalMilliseconds);
        }

        var (measured, least) = (Median(commands), Median(floors));
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: {objects} objects in {measured:F0} ms, floor {least:F0} ms, ratio {measured / least:F2}"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
