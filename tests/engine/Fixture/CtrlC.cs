using System.Management.Automation;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// Ctrl+C ends what runs within 200 ms, or what that is on a machine that has other things to do: there even a script that does nothing
/// takes longer to stop. Such a script is stopped in turn with the others, and the middle of what each took is compared, which one long
/// wait changes in neither.
/// </summary>
internal static class CtrlC
{
    private const int FewestTries = 3;
    private const int MostTries = 15;
    private const int TimesIdle = 20;
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(200);

    /// <param name="start">
    /// Starts a script and comes back in the middle of it. One that came to its end before it was stopped says nothing, and is
    /// started again.
    /// </param>
    /// <param name="afterwards">
    /// Looks at what a stopped script left. False if that shows that its work was done when it was stopped: this says nothing either.
    /// </param>
    public static void EndsPromptly(Func<RunningScript> start, Func<bool> afterwards)
    {
        using var idle = new Session();
        List<TimeSpan> took = [], tookIdle = [];
        for (var tries = 0; tries < MostTries && (took.Count < FewestTries || !IsPrompt(took, tookIdle)); tries++)
        {
            if (Stop(start()) is { } time && afterwards())
            {
                took.Add(time);
                tookIdle.Add(Stop(idle.Start("'begun'; while ($true) { [Threading.Thread]::Sleep(1) }").UntilOutput(1))!.Value);
            }
        }

        Assert.True(took.Count >= FewestTries && IsPrompt(took, tookIdle), $"It took {string.Join(", ", took)}; idle {string.Join(", ", tookIdle)}");
    }

    // None if the script was at its end before it heard of it.
    private static TimeSpan? Stop(RunningScript running)
    {
        var took = running.Stop();
        var failure = running.Wait().Failure;
        if (failure is null)
        {
            return null;
        }

        Assert.IsType<PipelineStoppedException>(failure);
        return took;
    }

    private static bool IsPrompt(List<TimeSpan> took, List<TimeSpan> tookIdle) =>
        Middle(took) <= Promised || Middle(took) <= TimesIdle * Middle(tookIdle);

    private static TimeSpan Middle(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
