using System;
using System.Collections.Generic;
using System.Threading;
using CsClientCertificate.Errors;
using CsClientCertificate.Registry;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Whom Revoke or Restore has accepted and not yet changed. They share commits: each by itself would wait for the disk. A timer flushes what
/// the pipeline leaves waiting, because the command before may take hours for its next object. What became of them is kept until the
/// pipeline's own thread takes it: no other may write to the pipeline.
/// </summary>
internal sealed class RevocationQueue : IDisposable
{
    private const int MostWaiting = 256;

    // Whoever is accepted is on disk within 200 ms: this long it waits, the rest is for the thread pool and the disk.
    private const int LongestWaitMilliseconds = 100;
    private const int PauseAfterFailureMilliseconds = 250;

    private readonly object gate = new();
    private readonly RevocationCall change;
    private readonly List<Revocation> waiting = new(MostWaiting);
    private readonly List<string> names = new(MostWaiting);
    private readonly Queue<RevocationOutcome> outcomes = new(MostWaiting);
    private readonly Timer timer;
    private bool failed;
    private bool disposed;

    /// <param name="change">What is done to them. Its calls of the registry take turns with those of the pipeline's thread.</param>
    internal RevocationQueue(RevocationCall change)
    {
        this.change = change;
        timer = new Timer(_ => FlushLeftOver(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the pipeline's thread should flush: there are many, or the timer failed to.</summary>
    internal bool IsDue
    {
        get
        {
            lock (gate)
            {
                return waiting.Count >= MostWaiting || (failed && waiting.Count > 0);
            }
        }
    }

    internal bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0;
            }
        }
    }

    internal void Add(Revocation revocation, string name)
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                timer.Change(LongestWaitMilliseconds, Timeout.Infinite);
            }

            waiting.Add(revocation);
            names.Add(name);
        }
    }

    /// <summary>Changes the certificates of all waiting users. After a failure they are still waiting.</summary>
    internal CsCertificateException? Flush()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                return null;
            }

            CsCertificateException? failure = change(waiting, out IReadOnlyList<RevocationResult> results);
            failed = failure is not null;
            if (!failed)
            {
                for (int i = 0; i < results.Count; i++)
                {
                    outcomes.Enqueue(new RevocationOutcome(names[i], results[i]));
                }

                GiveUp();
            }

            return failure;
        }
    }

    /// <summary>Empties the queue, and returns who was waiting.</summary>
    internal string[] GiveUp()
    {
        lock (gate)
        {
            string[] whom = names.ToArray();
            waiting.Clear();
            names.Clear();
            return whom;
        }
    }

    /// <summary>The next result, in the order in which they were added.</summary>
    internal bool TryTake(out RevocationOutcome outcome)
    {
        lock (gate)
        {
            bool found = outcomes.Count > 0;
            outcome = found ? outcomes.Dequeue() : default;
            return found;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private void FlushLeftOver()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            try
            {
                failed = Flush() is not null;
            }
            catch (Exception defect) when (defect is CsCertificateException or InvalidOperationException or OutOfMemoryException)
            {
                // On this thread it would end the process; the pipeline's will meet the same.
                failed = true;
            }

            if (failed)
            {
                timer.Change(PauseAfterFailureMilliseconds, Timeout.Infinite);
            }
        }
    }
}

/// <summary>Changes certificates of users; those that share a call share a commit.</summary>
internal delegate CsCertificateException? RevocationCall(IReadOnlyList<Revocation> revocations, out IReadOnlyList<RevocationResult> results);

/// <summary>The result for a user that was accepted, and the name for messages.</summary>
internal readonly struct RevocationOutcome
{
    internal RevocationOutcome(string name, RevocationResult result)
    {
        Name = name;
        Result = result;
    }

    internal string Name { get; }

    internal RevocationResult Result { get; }
}
