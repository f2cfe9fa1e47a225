using System.Diagnostics;
using System.Management.Automation;
using CsClientCertificate.Commands;

namespace CsClientCertificate.Tests.Console;

/// <summary>Invoke-LongCall: a call that takes as long as it is told, shown as the module shows its own.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LongCall")]
public sealed class InvokeLongCallCommand : Cmdlet
{
    private long _passed;

    [Parameter(Position = 0)]
    public int Milliseconds { get; set; }

    /// <summary>Whether anybody knows how long it will take.</summary>
    [Parameter]
    public SwitchParameter Known { get; set; }

    protected override void ProcessRecord()
    {
        var progress = new ProgressMeter(this, "Waiting", Source);
        WriteObject(LongCall.Run(progress, Wait));
        progress.Complete();
    }

    private void Source(out ulong done, out ulong total)
    {
        done = (ulong)Interlocked.Read(ref _passed);
        total = Known ? (ulong)Milliseconds : 0;
    }

    private TimeSpan Wait()
    {
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < Milliseconds && !Stopping)
        {
            Thread.Sleep(5);
            Interlocked.Exchange(ref _passed, clock.ElapsedMilliseconds);
        }

        return clock.Elapsed;
    }
}
