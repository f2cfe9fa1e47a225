using System.Management.Automation;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// Ctrl+C ends what runs within 200 ms. A machine that does other things meanwhile may be late for reasons of its own, so that not every
/// try need be in time, but most.
/// </summary>
internal static class CtrlC
{
    private const int FewestTries = 3;
    private const int MostTries = 15;
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <param name="start">Starts a script and comes back in the middle of it.</param>
    /// <param name="afterwards">Looks at what a stopped script left.</param>
    public static void EndsPromptly(Func<RunningScript> start, Action afterwards)
    {
        var took = new List<TimeSpan>();
        do
        {
            var running = start();
            took.Add(running.Stop());
            Assert.IsType<PipelineStoppedException>(running.Wait().Failure);
            Assert.True(took[^1] <= Limit, $"It took {took[^1]}.");
            afterwards();
        }
        while (took.Count < FewestTries || (took.Count < MostTries && !MostAreInTime(took)));

        Assert.True(MostAreInTime(took), "It took " + string.Join(", ", took));
    }

    private static bool MostAreInTime(List<TimeSpan> took) => took.Count(time => time <= Promised) * 2 > took.Count;
}
