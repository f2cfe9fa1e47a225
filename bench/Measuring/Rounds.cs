namespace CsClientCertificate.Bench.Measuring;

/// <summary>
/// Contenders measured in turn, so that a busy machine slows all of them, and in another order every round, so that none always comes
/// after the same one.
/// </summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<double>> _seconds = [];

    /// <param name="rounds">How many, after one for nothing: the first compiles and fills caches.</param>
    /// <param name="contenders">Each runs once and says how many seconds it took.</param>
    public Rounds(int rounds, params (string Name, Func<double> Run)[] contenders)
    {
        foreach (var (name, run) in contenders)
        {
            run();
            _seconds[name] = [];
        }

        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                var (name, run) = contenders[(i + round) % contenders.Length];
                _seconds[name].Add(run());
            }
        }
    }

    public IReadOnlyList<double> this[string name] => _seconds[name];

    /// <summary>An expression over the contenders' times, round by round.</summary>
    public Interval Each(Func<Func<string, double>, double> expression) =>
        Interval.Of(Enumerable.Range(0, _seconds.First().Value.Count).Select(round => expression(name => _seconds[name][round])));

    public Interval Ratio(string one, string other) => Each(time => time(one) / time(other));

    public override string ToString() =>
        string.Join(", ", _seconds.Select(pair => FormattableString.Invariant($"{pair.Key} {Interval.Of(pair.Value).Median * 1000:F1} ms")));
}
