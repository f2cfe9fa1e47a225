using System.Diagnostics;

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
    private T[] asked = [];
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

    /// <summary>
    /// Asks about those that wait, and answers those that were asked about the last time: the server works on these while the others are
    /// answered. One that comes by itself is answered at once.
    /// </summary>
    /// <param name="ask">Asks about all of them, and does not wait.</param>
    /// <param name="take">Waits for what was asked first.</param>
    /// <param name="answer">Answers one.</param>
    /// <param name="isLast">Whether nothing is to be left without an answer.</param>
    internal CsCertificateException? FlushAhead(
        Func<IReadOnlyList<T>, CsCertificateException?> ask, Func<CsCertificateException?> take, Action<T> answer, bool isLast)
    {
        T[] before = asked;
        asked = waiting.ToArray();
        waiting.Clear();
        size = Math.Min(Math.Max(asked.Length, 1) * 2, Largest);
        CsCertificateException? failure = (asked.Length > 0 ? ask(asked) : null) ?? Answer(before, take, answer);
        if (failure is null && (isLast || asked.Length == 1))
        {
            before = asked;
            asked = [];
            failure = Answer(before, take, answer);
        }

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

    private CsCertificateException? Answer(T[] those, Func<CsCertificateException?> take, Action<T> answer)
    {
        if (those.Length == 0)
        {
            return null;
        }

        long start = Stopwatch.GetTimestamp();
        CsCertificateException? failure = take();
        long waited = Stopwatch.GetTimestamp() - start;
        // Of many the answer may have come long before somebody waited for it.
        roundTrip = those.Length == 1 ? waited : Math.Max(roundTrip, waited);
        if (failure is null)
        {
            Array.ForEach(those, answer);
        }

        return failure;
    }
}
