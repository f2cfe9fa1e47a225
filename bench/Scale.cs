namespace CsClientCertificate.Bench;

/// <summary>How much is measured: all that the bars speak of, or a tenth of it in a few minutes.</summary>
internal sealed record Scale(string Name, int LargeUsers, int Rounds, int LongRounds)
{
    public const int SmallUsers = 1_000;
    public const int PipelineUsers = 100_000;
    public const int ImportUsers = 100_000;

    public static Scale Of(string name) => name switch
    {
        "full" => new Scale(name, 1_000_000, 11, 5),
        "small" => new Scale(name, 100_000, 7, 5),
        // To see whether everything works; five rounds are the fewest that give an interval.
        "quick" => new Scale(name, 100_000, 5, 3),
        _ => throw new ArgumentException($"The scale is '{name}'; it can be 'full', 'small' or 'quick'."),
    };
}
