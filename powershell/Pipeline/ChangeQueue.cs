namespace CsClientCertificate.Pipeline;

/// <summary>
/// Changes that a command has accepted and not yet made. They share commits: each by itself would wait for the disk, or for the server. A
/// timer flushes what the pipeline leaves waiting, because the command before may take hours for its next object. What became of them is
/// kept until the pipeline's own thread takes it: no other may write to the pipeline.
/// </summary>
internal abstract class ChangeQueue : IDisposable
{
    // Whatever is accepted is on disk within 200 ms: this long it waits, the rest is for the thread pool and the disk.
    private const int LongestWaitMilliseconds = 100;
    private const int PauseAfterFailureMilliseconds = 250;

    private readonly Queue<ChangeOutcome> outcomes = new();
    private readonly Timer timer;
    private bool failed;
    private bool disposed;

    private protected ChangeQueue() => timer = new Timer(_ => FlushLeftOver(), null, Timeout.Infinite, Timeout.Infinite);

    /// <summary>Whether the pipeline's thread should flush: there are many, or the timer failed to.</summary>
    internal bool IsDue => Locked(() => IsFull || (failed && HasAny));

    internal bool IsEmpty => Locked(() => !HasAny);

    /// <summary>Held by whoever uses what waits.</summary>
    private protected object Gate { get; } = new();

    private protected abstract bool HasAny { get; }

    private protected abstract bool IsFull { get; }

    /// <summary>Makes all changes that wait. After a failure they are still waiting.</summary>
    internal CsCertificateException? Flush() => Locked(() =>
    {
        CsCertificateException? failure = Send();
        failed = failure is not null;
        return failure;
    });

    /// <summary>Does what nobody waits for after Ctrl+C. After a failure what is not done is still waiting.</summary>
    internal CsCertificateException? Prepare() => Locked(Begin);

    /// <summary>Makes the changes that are made even after Ctrl+C. After a failure they are still waiting.</summary>
    internal CsCertificateException? Complete() => Locked(Finish);

    /// <summary>Empties the queue, and returns what was waiting.</summary>
    internal string[] GiveUp() => Locked(TakeNames);

    /// <summary>The next result, in the order in which the changes were added; null if there is none.</summary>
    internal ChangeOutcome? Take() => Locked(() => outcomes.Count > 0 ? outcomes.Dequeue() : null);

    public void Dispose()
    {
        lock (Gate)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private protected T Locked<T>(Func<T> use)
    {
        lock (Gate)
        {
            return use();
        }
    }

    private protected abstract string[] TakeNames();

    /// <inheritdoc cref="Prepare"/>
    private protected abstract CsCertificateException? Begin();

    /// <inheritdoc cref="Complete"/>
    private protected virtual CsCertificateException? Finish() => null;

    private protected virtual CsCertificateException? Send() => Begin() ?? Finish();

    /// <summary>Before something is added.</summary>
    private protected void StartTimer()
    {
        if (!HasAny)
        {
            timer.Change(LongestWaitMilliseconds, Timeout.Infinite);
        }
    }

    private protected void Keep(ChangeOutcome outcome) => outcomes.Enqueue(outcome);

    private void FlushLeftOver()
    {
        lock (Gate)
        {
            if (disposed)
            {
                return;
            }

            try
            {
                Flush();
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
