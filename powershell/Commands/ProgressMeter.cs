using System;
using System.Diagnostics;
using System.Management.Automation;

namespace CsClientCertificate.Commands;

/// <summary>Shows progress with an estimate, of work that lasts; short work stays silent.</summary>
internal sealed class ProgressMeter
{
    private const int SilentMilliseconds = 500;

    // Drawing it costs more than most work it tells of.
    private const int TurnMilliseconds = 200;
    private const int Id = 1;

    private readonly Cmdlet cmdlet;
    private readonly string activity;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private long lastShown;
    private bool shown;

    internal ProgressMeter(Cmdlet cmdlet, string activity)
    {
        this.cmdlet = cmdlet;
        this.activity = activity;
    }

    /// <summary>Whether <see cref="Show"/> would show anything now; for those who call it once a user.</summary>
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
        var record = new ProgressRecord(Id, activity, status);
        if (total > 0 && done > 0)
        {
            double share = Math.Min(done / total, 1);
            record.PercentComplete = (int)(share * 100);
            record.SecondsRemaining = (int)Math.Min(clock.Elapsed.TotalSeconds * (1 - share) / share, int.MaxValue);
        }

        cmdlet.WriteProgress(record);
    }

    /// <summary>Takes it off the screen.</summary>
    internal void Complete()
    {
        if (shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(Id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
