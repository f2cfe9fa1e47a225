namespace CsClientCertificate.Tests.Fixture;

/// <summary>What the person at the keyboard will answer, line by line.</summary>
public sealed class Answers : TextReader
{
    private readonly Queue<string> _lines = new();

    public int Left => _lines.Count;

    /// <summary>Called whenever somebody is asked, before the answer.</summary>
    public Action? Asked { get; set; }

    public void Add(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _lines.Enqueue(line);
        }
    }

    public override string? ReadLine()
    {
        Asked?.Invoke();
        return _lines.TryDequeue(out var line) ? line : null;
    }
}
