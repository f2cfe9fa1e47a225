using System.Diagnostics;
using System.Management.Automation;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>A script under way.</summary>
public sealed class RunningScript
{
    // Far more than a busy machine needs: whoever waits so long waits in vain.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly PowerShell _shell;
    private readonly Func<string> _screen;
    private readonly IAsyncResult _run;

    internal RunningScript(PowerShell shell, Func<string> screen)
    {
        _shell = shell;
        _screen = screen;
        var none = new PSDataCollection<PSObject>();
        none.Complete();
        _run = shell.BeginInvoke(none, Output);
    }

    /// <summary>What has been emitted so far; safe to read while the script runs.</summary>
    public PSDataCollection<PSObject> Output { get; } = [];

    /// <summary>Waits until the script has emitted this many objects.</summary>
    public RunningScript UntilOutput(int count)
    {
        Assert.True(
            SpinWait.SpinUntil(() => Output.Count >= count || _run.IsCompleted, Patience) && Output.Count >= count,
            $"The script emitted {Output.Count} of {count} objects.");
        return this;
    }

    /// <summary>Waits until the script has shown progress of this activity.</summary>
    public RunningScript UntilProgress(string activity)
    {
        Assert.True(
            SpinWait.SpinUntil(() => IsUnderWay(activity) || _run.IsCompleted, Patience) && IsUnderWay(activity),
            $"The script showed no progress of \"{activity}\".");
        return this;
    }

    /// <summary>Ctrl+C. Returns how long the script took to stop.</summary>
    public TimeSpan Stop()
    {
        var watch = Stopwatch.StartNew();
        _shell.Stop();
        return watch.Elapsed;
    }

    /// <summary>Waits for the end and hands back all there is. To be called once.</summary>
    public Reply Wait()
    {
        RuntimeException? failure = null;
        try
        {
            _shell.EndInvoke(_run);
        }
        catch (RuntimeException e)
        {
            failure = e;
        }

        var reply = new Reply(Output, _shell.Streams, failure, _screen());
        _shell.Dispose();
        return reply;
    }

    private bool IsUnderWay(string activity) =>
        _shell.Streams.Progress.ToList().Exists(record => record.Activity.StartsWith(activity, StringComparison.Ordinal));
}
