using System;
using System.Collections.Generic;
using System.Diagnostics;
using CsClientCertificate.Binding;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Identities that wait to be asked about together, because every question to a server is a round trip. Their number doubles as long as
/// they come faster than answers, and is one again after a pause: whoever types one gets its answer at once.
/// </summary>
internal sealed class AskWindow
{
    private const int Largest = 256;

    private readonly List<UserIdParameter> waiting = new(Largest);
    private int size = 1;
    private long lastEvent;
    private long roundTrip;

    /// <summary>Adds one. Returns whether they are to be asked about now.</summary>
    internal bool Add(UserIdParameter identity)
    {
        long time = Stopwatch.GetTimestamp();
        if (time - lastEvent > roundTrip)
        {
            size = 1;
        }

        lastEvent = time;
        waiting.Add(identity);
        return waiting.Count >= size;
    }

    /// <summary>Asks about those that wait, in order, and answers each.</summary>
    /// <param name="ask">Asks about all of them.</param>
    /// <param name="answer">Answers one.</param>
    internal void Flush(Action<IReadOnlyList<UserIdParameter>> ask, Action<UserIdParameter> answer)
    {
        if (waiting.Count == 0)
        {
            return;
        }

        UserIdParameter[] asked = waiting.ToArray();
        waiting.Clear();
        long start = Stopwatch.GetTimestamp();
        ask(asked);
        roundTrip = Stopwatch.GetTimestamp() - start;
        foreach (UserIdParameter identity in asked)
        {
            answer(identity);
        }

        size = Math.Min(asked.Length * 2, Largest);
        lastEvent = Stopwatch.GetTimestamp();
    }
}
