using System.Diagnostics;
using System.Management.Automation.Host;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Makes the changes that wait in the queue of a command, and tells what became of them. Nothing is acknowledged before its commit, and
/// nothing that was accepted is dropped in silence.
/// </summary>
/// <param name="command">The command.</param>
/// <param name="queue">What it has accepted.</param>
/// <param name="verb">What the command does: revoke, publish.</param>
/// <param name="done">What it has done: revoked, published.</param>
/// <param name="tell">Shows what became of a change.</param>
/// <param name="showProgress">Shows how far it is.</param>
internal sealed class QueueFlush(
    RegistryCommand command, ChangeQueue queue, string verb, string done, Action<ChangeOutcome> tell, Action showProgress)
{
    // How long the last flush may wait for another writer, after Ctrl+C too.
    private const int LastWaitMilliseconds = 10_000;

    internal void FlushIfDue()
    {
        if (queue.IsDue)
        {
            Flush();
        }
        else
        {
            TellOutcomes();
        }
    }

    internal void Flush()
    {
        CsCertificateException? failure = null;
        if (!queue.IsEmpty)
        {
            long start = StepTimes.Now;
            failure = queue.Flush();
            command.Steps.Add(verb, start);
        }

        // Before the failure: it ends the command.
        TellOutcomes();
        if (failure is InterruptedException)
        {
            // They stay, for the last flush.
            command.Report(failure, null);
        }
        else if (failure is not null)
        {
            // Who is not done is what the administrator needs to know.
            string[] whom = queue.GiveUp();
            command.Report(failure.In($"not {done}: " + string.Join("; ", whom)), whom);
        }
    }

    private void TellOutcomes()
    {
        bool any = false;
        while (queue.Take() is ChangeOutcome outcome)
        {
            any = true;
            if (outcome.Warning is not null)
            {
                command.WriteWarning(outcome.Warning);
            }
            else
            {
                tell(outcome);
            }
        }

        if (any)
        {
            showProgress();
        }
    }

    /// <summary>
    /// At the end of the pipeline, whatever brought it about: its last object, Ctrl+C, an error or a Select-Object -First elsewhere.
    /// </summary>
    internal void FlushLast()
    {
        CsCertificateException? failure = null;
        string end = string.Empty;
        if (!queue.IsEmpty)
        {
            CsCertificateException? notFound = command.Stopping ? null : queue.Prepare();
            // Nothing waits for another writer from here on, the timer's flush neither: it is tried again and again instead.
            command.Registry.Interrupt();
            failure = queue.Complete();
            if (failure is InterruptedException)
            {
                failure = FlushRepeatedly(out end);
            }

            failure ??= notFound;
        }

        List<string> missing = Missing();
        if (missing.Count > 0)
        {
            string why = failure is null or InterruptedException ? end : failure.Message + " ";
            TellWithoutPipeline($"{command.CommandName} has ended; not {done}: {string.Join("; ", missing)}. {why}Run it again for them.");
        }
    }

    private CsCertificateException? FlushRepeatedly(out string end)
    {
        CsCertificateException? failure;
        int enough = command.Stopping ? 1 : 2;
        using var ctrlC = new CtrlCCount();
        var clock = Stopwatch.StartNew();
        do
        {
            failure = queue.Complete();
        }
        while (failure is InterruptedException
            && clock.ElapsedMilliseconds < LastWaitMilliseconds
            && ctrlC.Presses < enough);

        end = clock.ElapsedMilliseconds < LastWaitMilliseconds
            ? "Ctrl+C was pressed while another process was changing the registry. "
            : $"Another process was changing the registry for {LastWaitMilliseconds / 1000} seconds. ";
        return failure;
    }

    private List<string> Missing()
    {
        List<string> missing = [];
        while (queue.Take() is ChangeOutcome outcome)
        {
            if (outcome.Warning is not null)
            {
                TellWithoutPipeline(outcome.Warning);
            }
            else if (outcome.Failure is not null)
            {
                missing.Add($"{outcome.Name} ({outcome.Failure.Message})");
            }
        }

        missing.AddRange(queue.GiveUp());
        return missing;
    }

    // To the host, for who sits there, and to stderr, for who reads a log: the pipeline takes nothing any more.
    private void TellWithoutPipeline(string message)
    {
        message = ShownText.Of(message);
        try
        {
            command.Host.UI?.WriteWarningLine(message);
        }
        catch (Exception mute) when (mute is HostException or NotImplementedException or InvalidOperationException)
        {
            // There is stderr yet.
        }

        try
        {
            Console.Error.WriteLine(message);
        }
        catch (Exception mute) when (mute is IOException or ObjectDisposedException)
        {
            // There was the host.
        }
    }
}
