using System.Diagnostics;
using System.Management.Automation;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Pipeline;

/// <summary>Reports progress in its own units; the total is 0 if unknown.</summary>
internal delegate void ProgressSource(out ulong done, out ulong total);

/// <summary>Shows the progress of long operations, with an estimate; short ones show nothing.</summary>
/// <param name="cmdlet">Who works.</param>
/// <param name="activity">At what.</param>
/// <param name="source">What <see cref="Show(string)"/> asks how far it is.</param>
internal sealed class ProgressMeter(Cmdlet cmdlet, string activity, ProgressSource? source = null)
{
    private const int SilentMilliseconds = 500;

    // Drawing it costs more than most work it tells of.
    private const int TurnMilliseconds = 200;

    // What has hardly begun says nothing about how long it takes.
    private const double SmallestShare = 0.01;
    private const int Id = 1;

    private readonly string activity = ShownText.Of(activity);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private long lastShown;
    private bool shown;

    /// <summary>Whether <see cref="Show(double, double, string)"/> would show anything now; for callers that call it for every user.</summary>
    internal bool IsDue
    {
        get
        {
            long now = clock.ElapsedMilliseconds;
            return now >= SilentMilliseconds && (!shown || now - lastShown >= TurnMilliseconds);
        }
    }

    /// <param name="done">How much is done.</param>
    /// <param name="total">Of how much; 0 if nobody knows.</param>
    /// <param name="status">In words.</param>
    internal void Show(double done, double total, string status)
    {
        if (!IsDue)
        {
            return;
        }

        lastShown = clock.ElapsedMilliseconds;
        shown = true;
        var record = new ProgressRecord(Id, activity, ShownText.Of(status));
        double share = total > 0 ? Math.Min(done / total, 1) : 0;
        if (share >= SmallestShare)
        {
            record.PercentComplete = (int)(share * 100);
            record.SecondsRemaining = (int)Math.Min(clock.Elapsed.TotalSeconds * (1 - share) / share, int.MaxValue);
        }

        cmdlet.WriteProgress(record);
    }

    /// <summary>Shows the progress that the source reports.</summary>
    /// <param name="status">In words; how long it has taken if not given.</param>
    internal void Show(string? status = null)
    {
        if (IsDue)
        {
            ulong done = 0, total = 0;
            source?.Invoke(out done, out total);
            Show(done, total, status ?? $"{(int)clock.Elapsed.TotalSeconds} s");
        }
    }

    /// <summary>Removes it from the screen. After Ctrl+C the host does so, because the engine accepts nothing from a stopped command.</summary>
    internal void Complete()
    {
        if (shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(Id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
