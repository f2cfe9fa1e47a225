using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Management.Automation.Host;
using CsClientCertificate.Errors;
using CsClientCertificate.Registry;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Pipeline;

// Nothing is acknowledged before its commit, and nothing that was accepted is dropped in silence.
public abstract partial class RevocationCommand
{
    // How long the last flush may wait for another writer, after Ctrl+C too.
    private const int LastWaitMilliseconds = 10_000;

    private RevocationQueue? queue;

    private void FlushIfDue()
    {
        if (queue!.IsDue)
        {
            Flush();
        }
        else
        {
            TellOutcomes();
        }
    }

    private protected void Flush()
    {
        CsCertificateException? failure = null;
        if (!queue!.IsEmpty)
        {
            long start = StepTimes.Now;
            failure = queue.Flush();
            Steps.Add(Verb, start);
        }

        // Before the failure: it ends the command.
        TellOutcomes();
        if (failure is InterruptedException)
        {
            // They stay, for the last flush.
            Report(failure, null);
        }
        else if (failure is not null)
        {
            // Who is not done is what the administrator needs to know.
            string[] whom = queue.GiveUp();
            Report(failure.In($"not {Verb}d: " + string.Join("; ", whom)), whom);
        }
    }

    private void TellOutcomes()
    {
        bool any = false;
        while (queue!.TryTake(out RevocationOutcome outcome))
        {
            any = true;
            if (outcome.Warning is not null)
            {
                WriteWarning(outcome.Warning);
            }
            else
            {
                Tell(outcome.Result, outcome.Name);
            }
        }

        if (any)
        {
            progress!.Show(0, 0, $"{processed} done");
        }
    }

    private void Tell(RevocationResult result, string name)
    {
        if (result.Failure is not null)
        {
            Show(result.Failure, name);
        }
        else if (verbose)
        {
            WriteVerbose(result.Changed == 0
                ? $"No client certificate left to {Verb}: {name}."
                : $"{Action}d {result.Changed} client certificate(s): {name}.");
        }

        foreach (CsCertificateException refusal in result.Refusals)
        {
            // The registry itself has put that down.
            Show(refusal, name);
        }

        foreach (CertInfoDetails certificate in result.Certificates)
        {
            WriteObject(certificate);
        }
    }

    // Called at the end of the pipeline, whatever brought it about: its last object, Ctrl+C, an error or a Select-Object -First elsewhere.
    private protected override void Close()
    {
        try
        {
            if (queue is not null)
            {
                FlushLast(queue);
            }
        }
        finally
        {
            queue?.Dispose();
            base.Close();
        }
    }

    private void FlushLast(RevocationQueue queue)
    {
        CsCertificateException? failure = null;
        string end = string.Empty;
        if (!queue.IsEmpty)
        {
            CsCertificateException? notFound = Stopping ? null : queue.Find();
            // Nothing waits for another writer from here on, the timer's flush neither: it is tried again and again instead.
            Registry.Interrupt();
            failure = queue.Change();
            if (failure is InterruptedException)
            {
                failure = FlushRepeatedly(queue, out end);
            }

            failure ??= notFound;
        }

        List<string> missing = Missing(queue);
        if (missing.Count > 0)
        {
            string why = failure is null or InterruptedException ? end : failure.Message + " ";
            TellWithoutPipeline($"{CommandName} has ended; not {Verb}d: {string.Join("; ", missing)}. {why}Run it again for them.");
        }
    }

    private CsCertificateException? FlushRepeatedly(RevocationQueue queue, out string end)
    {
        CsCertificateException? failure;
        int enough = Stopping ? 1 : 2;
        using var ctrlC = new CtrlCCount();
        var clock = Stopwatch.StartNew();
        do
        {
            failure = queue.Change();
        }
        while (failure is InterruptedException
            && clock.ElapsedMilliseconds < LastWaitMilliseconds
            && ctrlC.Presses < enough);

        end = clock.ElapsedMilliseconds < LastWaitMilliseconds
            ? "Ctrl+C was pressed while another process was changing the registry. "
            : $"Another process was changing the registry for {LastWaitMilliseconds / 1000} seconds. ";
        return failure;
    }

    private List<string> Missing(RevocationQueue queue)
    {
        List<string> missing = [];
        while (queue.TryTake(out RevocationOutcome outcome))
        {
            if (outcome.Warning is not null)
            {
                TellWithoutPipeline(outcome.Warning);
            }
            else if (outcome.Result.Failure is not null)
            {
                missing.Add($"{outcome.Name} ({outcome.Result.Failure.Message})");
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
            Host.UI?.WriteWarningLine(message);
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
