using System.Diagnostics;
using System.Management.Automation;
using CsClientCertificate.Pipeline;

namespace CsClientCertificate.Tests.Console;

/// <summary>
/// Invoke-LongCall: a call that lasts until its progress was shown so many times, shown as the module shows its own. Emits when it was
/// shown, counted from the command's begin.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "LongCall")]
[OutputType(typeof(TimeSpan))]
public sealed class InvokeLongCallCommand : Cmdlet
{
    // Nobody waits so long for what is shown a few times a second.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<TimeSpan> _shown = [];
    private readonly CountdownEvent _wanted = new(1);

    /// <summary>How many times; with 0 the call ends at once.</summary>
    [Parameter(Position = 0)]
    public int Times { get; set; }

    /// <summary>How many times would be the whole of it; 0 if nobody knows.</summary>
    [Parameter]
    public int Total { get; set; }

    /// <summary>What is said meanwhile, if not how long it has taken.</summary>
    [Parameter]
    public string? Status { get; set; }

    protected override void ProcessRecord()
    {
        _wanted.Reset(Times);
        var progress = new ProgressMeter(this, "Waiting", Look);
        var shown = Status is null ? LongCall.Run(progress, Wait) : LongCall.Run(() => progress.Show(Status), Wait);
        progress.Complete();
        WriteObject(_shown, enumerateCollection: true);
        if (!shown)
        {
            throw new TimeoutException("Nobody showed the progress.");
        }
    }

    private bool Wait() => _wanted.Wait(Patience);

    // Whoever shows the progress asks for it, and nobody else.
    private void Look(out ulong done, out ulong total)
    {
        _shown.Add(_clock.Elapsed);
        (done, total) = ((ulong)_shown.Count, (ulong)Total);
        if (!_wanted.IsSet)
        {
            _wanted.Signal();
        }
    }
}
