using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CsClientCertificate.Binding;
using CsClientCertificate.Errors;
using CsClientCertificate.Registry;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Whom Revoke or Restore has accepted and not yet changed. They share commits: each by itself would wait for the disk. On a server those
/// who are still to be found share the question, too. A timer flushes what the pipeline leaves waiting, because the command before may
/// take hours for its next object. What became of them is kept until the pipeline's own thread takes it: no other may write to the
/// pipeline.
/// </summary>
internal sealed class RevocationQueue : IDisposable
{
    private const int MostWaiting = 256;

    // Whoever is accepted is on disk within 200 ms: this long it waits, the rest is for the thread pool and the disk.
    private const int LongestWaitMilliseconds = 100;
    private const int PauseAfterFailureMilliseconds = 250;

    private readonly object gate = new();
    private readonly OpenRegistry registry;
    private readonly string action;
    private readonly RevocationCall change;
    private readonly RevocationWarningCall warn;
    private readonly AskWindow<Candidate> window = new();
    private readonly List<RevocationOutcome> refused = [];
    private readonly List<Revocation> waiting = new(MostWaiting);
    private readonly List<string> names = new(MostWaiting);
    private readonly Queue<RevocationOutcome> outcomes = new(MostWaiting);
    private readonly Timer timer;
    private bool failed;
    private bool disposed;

    /// <param name="registry">Where. Its calls take turns with those of the pipeline's thread.</param>
    /// <param name="action">The name of the action in the audit log.</param>
    /// <param name="change">What is done to them.</param>
    /// <param name="warn">What there is to say of one beforehand.</param>
    internal RevocationQueue(OpenRegistry registry, string action, RevocationCall change, RevocationWarningCall warn)
    {
        this.registry = registry;
        this.action = action;
        this.change = change;
        this.warn = warn;
        timer = new Timer(_ => FlushLeftOver(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the pipeline's thread should flush: there are many, or the timer failed to.</summary>
    internal bool IsDue
    {
        get
        {
            lock (gate)
            {
                return waiting.Count >= MostWaiting || (!window.IsEmpty && window.IsFull) || (failed && !IsEmpty);
            }
        }
    }

    internal bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0 && window.IsEmpty && refused.Count == 0;
            }
        }
    }

    /// <summary>Adds a user who is still to be found.</summary>
    internal void Add(UserIdParameter identity, RevocationReasonParameter reason)
    {
        lock (gate)
        {
            StartTimer();
            window.Add(new Candidate(identity, reason));
        }
    }

    internal void Add(Revocation revocation, string name)
    {
        lock (gate)
        {
            StartTimer();
            waiting.Add(revocation);
            names.Add(name);
        }
    }

    /// <summary>Finds who is still to be found, and changes the certificates of all waiting users. After a failure they are still waiting.</summary>
    internal CsCertificateException? Flush()
    {
        lock (gate)
        {
            CsCertificateException? failure = Find() ?? Change();
            window.Resume();
            failed = failure is not null;
            return failure;
        }
    }

    /// <summary>Finds who is still to be found. After a failure they are still waiting.</summary>
    internal CsCertificateException? Find()
    {
        lock (gate)
        {
            return window.Flush(Expect, Accept);
        }
    }

    /// <summary>Changes the certificates of those who are found, and records who was not. After a failure they are still waiting.</summary>
    internal CsCertificateException? Change()
    {
        lock (gate)
        {
            return Commit() ?? RecordRefusals();
        }
    }

    /// <summary>Empties the queue, and returns who was waiting.</summary>
    internal string[] GiveUp()
    {
        lock (gate)
        {
            string[] whom =
                [.. names, .. window.GiveUp().Select(candidate => candidate.Identity.Text), .. refused.Select(outcome => outcome.Name)];
            waiting.Clear();
            names.Clear();
            refused.Clear();
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

    private void StartTimer()
    {
        if (IsEmpty)
        {
            timer.Change(LongestWaitMilliseconds, Timeout.Infinite);
        }
    }

    private CsCertificateException? Expect(IReadOnlyList<Candidate> candidates) =>
        registry.Expect(candidates.Select(candidate => candidate.Identity).ToArray());

    private CsCertificateException? Accept(Candidate candidate)
    {
        CsCertificateException? failure = registry.Identify(candidate.Identity, out IdentifiedUser user, out _);
        string whom = candidate.Identity.Text;
        string? warning = null;
        if (failure is null)
        {
            whom = user.ToString();
            // Those before this one are done first: of one of them there may be nothing left to warn of.
            failure = warn(user.UserKey, whom, Commit, out warning);
        }

        if (failure is not null && ErrorRecords.EndsCommand(failure.Kind))
        {
            return failure;
        }

        if (failure is not null)
        {
            refused.Add(new RevocationOutcome(whom, new RevocationResult(failure, 0, [], [])));
            return null;
        }

        if (warning is not null)
        {
            outcomes.Enqueue(new RevocationOutcome(whom, warning));
        }

        waiting.Add(new Revocation(user.UserKey, Revocation.AllCertificates, candidate.Reason));
        names.Add(whom);
        return null;
    }

    private CsCertificateException? Commit()
    {
        if (waiting.Count == 0)
        {
            return null;
        }

        CsCertificateException? failure = change(waiting, out IReadOnlyList<RevocationResult> results);
        if (failure is null)
        {
            for (int i = 0; i < results.Count; i++)
            {
                outcomes.Enqueue(new RevocationOutcome(names[i], results[i]));
            }

            waiting.Clear();
            names.Clear();
        }

        return failure;
    }

    // Those who were found are on disk before anybody reads of one who was not.
    private CsCertificateException? RecordRefusals()
    {
        while (refused.Count > 0)
        {
            RevocationOutcome outcome = refused[0];
            CsCertificateException? failure = registry.RecordRefusal(action, outcome.Name, outcome.Result.Failure!);
            if (failure is not null)
            {
                return failure;
            }

            refused.RemoveAt(0);
            outcomes.Enqueue(outcome);
        }

        return null;
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

/// <summary>Finds what there is to say of a user before the change; <paramref name="before"/> is called first, because of those before there may be nothing left to say.</summary>
internal delegate CsCertificateException? RevocationWarningCall(
    long userKey, string whom, Func<CsCertificateException?> before, out string? warning);

/// <summary>A user who is still to be found, and why the certificates are to be changed.</summary>
internal readonly struct Candidate
{
    internal Candidate(UserIdParameter identity, RevocationReasonParameter reason)
    {
        Identity = identity;
        Reason = reason;
    }

    internal UserIdParameter Identity { get; }

    internal RevocationReasonParameter Reason { get; }
}

/// <summary>The result for a user that was accepted, or a warning about one, and the name for messages.</summary>
internal readonly struct RevocationOutcome
{
    internal RevocationOutcome(string name, RevocationResult result)
    {
        Name = name;
        Result = result;
    }

    internal RevocationOutcome(string name, string warning)
        : this(name, new RevocationResult(null, 0, [], [])) => Warning = warning;

    internal string? Warning { get; }

    internal string Name { get; }

    internal RevocationResult Result { get; }
}
