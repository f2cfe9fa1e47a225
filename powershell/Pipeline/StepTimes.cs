using System.Diagnostics;

namespace CsClientCertificate.Pipeline;

/// <summary>How a command spent its time, for -Debug.</summary>
internal sealed class StepTimes
{
    private readonly Stopwatch sinceBegin = Stopwatch.StartNew();
    private readonly List<Step> steps = [];

    /// <summary>The time, to be handed to <see cref="Add"/> when the step is done.</summary>
    internal static long Now => Stopwatch.GetTimestamp();

    internal void Add(string name, long since)
    {
        long ticks = Now - since;
        Step step = Named(name);
        step.Ticks += ticks;
        step.Count++;
    }

    /// <summary>All in one line: with -Debug, Windows PowerShell asks after every message whether to go on.</summary>
    public override string ToString()
    {
        IEnumerable<string> parts = steps.Select(step =>
            $"{step.Name} {Milliseconds(step.Ticks * 1000.0 / Stopwatch.Frequency)}{(step.Count == 1 ? string.Empty : $" in {step.Count} calls")}");
        return $"Times: {string.Join("; ", parts)}; total {Milliseconds(sinceBegin.Elapsed.TotalMilliseconds)}, the rest of the pipeline included.";
    }

    private Step Named(string name)
    {
        // A handful at the most, asked for once a user.
        if (steps.Find(known => known.Name == name) is not Step step)
        {
            steps.Add(step = new Step(name));
        }

        return step;
    }

    private static string Milliseconds(double time) => time.ToString("0.0", CultureInfo.InvariantCulture) + " ms";

    private sealed class Step(string name)
    {
        internal string Name { get; } = name;

        internal long Ticks { get; set; }

        internal long Count { get; set; }
    }
}
