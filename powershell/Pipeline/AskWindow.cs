using System;
using System.Collections.Generic;
using System.Diagnostics;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Items that wait to be asked about together, because every question to a server is a round trip. Their number doubles as long as
/// they come faster than answers, and is one again after a pause: whoever types one gets its answer at once.
/// </summary>
/// <typeparam name="T">What is asked about.</typeparam>
internal sealed class AskWindow<T>
{
    private const int Largest = 256;

    private readonly List<T> waiting = new(Largest);
    private int size = 1;
    private long lastEvent;
    private long roundTrip;

    /// <summary>Whether those that wait are to be asked about now.</summary>
    internal bool IsFull => waiting.Count >= size;

    /// <summary>Whether no more may wait.</summary>
    internal bool IsAtLimit => waiting.Count >= Largest;

    internal bool IsEmpty => waiting.Count == 0;

    /// <summary>The one that has waited longest; there must be one.</summary>
    internal T First => waiting[0];

    internal void Add(T item)
    {
        long time = Stopwatch.GetTimestamp();
        if (time - lastEvent > roundTrip)
        {
            size = 1;
        }

        lastEvent = time;
        waiting.Add(item);
    }

    /// <summary>Asks about those that wait, in order, and answers each. After a failure those that have no answer still wait.</summary>
    /// <param name="ask">Asks about all of them.</param>
    /// <param name="answer">Answers one.</param>
    internal CsCertificateException? Flush(Func<IReadOnlyList<T>, CsCertificateException?> ask, Func<T, CsCertificateException?> answer)
    {
        if (IsEmpty)
        {
            return null;
        }

        T[] asked = waiting.ToArray();
        long start = Stopwatch.GetTimestamp();
        CsCertificateException? failure = ask(asked);
        roundTrip = Stopwatch.GetTimestamp() - start;
        if (failure is not null)
        {
            return failure;
        }

        int answered = 0;
        waiting.Clear();
        while (answered < asked.Length && failure is null)
        {
            failure = answer(asked[answered]);
            answered += failure is null ? 1 : 0;
        }

        waiting.AddRange(new ArraySegment<T>(asked, answered, asked.Length - answered));
        size = Math.Min(asked.Length * 2, Largest);
        Resume();
        return failure;
    }

    /// <summary>Says that what the command did since the last answer was no pause of the input.</summary>
    internal void Resume() => lastEvent = Stopwatch.GetTimestamp();

    /// <summary>Empties it, and returns what was waiting.</summary>
    internal T[] GiveUp()
    {
        T[] given = waiting.ToArray();
        waiting.Clear();
        return given;
    }
}
