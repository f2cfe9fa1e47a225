namespace CsClientCertificate.Model;

/// <summary>Where in a row's copied buffer one of its texts lies.</summary>
internal readonly struct TextSpan
{
    internal TextSpan(int start, int length)
    {
        Start = start;
        Length = length;
    }

    internal static TextSpan Absent => new(-1, 0);

    internal int Start { get; }

    internal int Length { get; }

    internal bool IsAbsent => Start < 0;
}
