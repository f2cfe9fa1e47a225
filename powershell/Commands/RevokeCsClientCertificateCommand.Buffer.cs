using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using CsClientCertificate.Errors;
using CsClientCertificate.Registry;

namespace CsClientCertificate.Commands;

// Users share commits: each by itself would wait for the disk. Nothing is acknowledged before its commit.
public sealed partial class RevokeCsClientCertificateCommand
{
    private const int MostWaiting = 256;
    private const int LongestWaitMilliseconds = 200;
    private const int MostNamed = 10;

    // How long the last flush may wait for another writer: after Ctrl+C, and after an error elsewhere in the pipeline.
    private const int LastWaitWhenStopped = 50;
    private const int LastWaitAfterError = 10_000;

    private readonly List<Revocation> waiting = new(MostWaiting);
    private readonly List<string> names = new(MostWaiting);
    private readonly Stopwatch sinceFirst = new();

    private void Add(Revocation revocation, string name)
    {
        if (waiting.Count == 0)
        {
            sinceFirst.Restart();
        }

        waiting.Add(revocation);
        names.Add(name);
    }

    private void FlushIfDue()
    {
        if (waiting.Count >= MostWaiting || (waiting.Count > 0 && sinceFirst.ElapsedMilliseconds >= LongestWaitMilliseconds))
        {
            Flush();
            progress!.Show(0, 0, $"{processed} done");
        }
    }

    private void Flush()
    {
        if (waiting.Count == 0)
        {
            return;
        }

        long start = StepTimes.Now;
        CsCertificateException? failure = Registry.Revoke(waiting, Reason, out IReadOnlyList<RevocationResult> results);
        Steps.Add("revoke", start);
        if (failure is InterruptedException)
        {
            // They stay, for the last flush.
            Report(failure, null);
        }

        string[] whom = names.ToArray();
        Forget();
        if (failure is not null)
        {
            // Which ones are not done is what the administrator needs to know.
            Report(failure.In("not revoked: " + List(whom)), whom);
        }

        for (int i = 0; i < results.Count; i++)
        {
            Tell(results[i], whom[i]);
        }
    }

    // All of them are the error's target.
    private static string List(string[] whom) => whom.Length <= MostNamed
        ? string.Join("; ", whom)
        : string.Join("; ", whom.Take(MostNamed)) + $"; and {whom.Length - MostNamed} more";

    private void Tell(RevocationResult result, string name)
    {
        if (result.Failure is not null)
        {
            // The registry itself has put that down.
            Show(result.Failure, name);
        }
        else if (verbose)
        {
            WriteVerbose(ShownText.Of(result.Revoked == 0
                ? $"No client certificate left to revoke: {name}."
                : $"Revoked {result.Revoked} client certificate(s): {name}."));
        }
    }

    private void Forget()
    {
        waiting.Clear();
        names.Clear();
    }

    // Ctrl+C, or an error in another command of the pipeline: those whom this command had accepted are done all
    // the same, if it can be had at once. Nobody can be told any more.
    private protected override void Close()
    {
        if (waiting.Count > 0)
        {
            FlushLast();
        }

        base.Close();
    }

    private void FlushLast()
    {
        OpenRegistry registry = Registry;
        int wait = Stopping ? LastWaitWhenStopped : LastWaitAfterError;
        using var limit = new Timer(_ => registry.Interrupt(), null, wait, Timeout.Infinite);
        _ = registry.Revoke(waiting, Reason, out _);
        Forget();
    }
}
