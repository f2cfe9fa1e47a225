namespace CsClientCertificate.Tests.Fixture;

/// <summary>What the person at the keyboard will answer, line by line.</summary>
public sealed class Answers : TextReader
{
    private readonly Queue<string> _lines = new();

    public int Left => _lines.Count;

    public void Add(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _lines.Enqueue(line);
        }
    }

    public override string? ReadLine() => _lines.TryDequeue(out var line) ? line : null;
}
