using System.Text.Json;
using System.Text.Json.Nodes;

namespace CsClientCertificate.Bench.Measuring;

/// <summary>Figures against their bars: said at once, and written as JSON at the end.</summary>
internal sealed class Report
{
    private readonly JsonArray _figures = [];

    /// <summary>A figure that has to be at most <paramref name="bar"/>, with its whole interval.</summary>
    public void AtMost(string name, Interval figure, double bar, string? detail = null) =>
        Add(name, figure, bar, figure.High <= bar, "<=", detail);

    /// <summary>A figure that has to be at least <paramref name="bar"/>, with its whole interval.</summary>
    public void AtLeast(string name, Interval figure, double bar, string? detail = null) =>
        Add(name, figure, bar, figure.Low >= bar, ">=", detail);

    /// <summary>A figure that there is no bar for.</summary>
    public void Figure(string name, double figure, string? detail = null)
    {
        Console.WriteLine(FormattableString.Invariant($"figure  {name}: {figure:F2}{(detail is null ? "" : "; " + detail)}"));
        _figures.Add(new JsonObject { ["case"] = name, ["figure"] = Math.Round(figure, 3), ["detail"] = detail });
    }

    public void Write(string path) =>
        File.WriteAllText(path, _figures.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");

    private void Add(string name, Interval figure, double bar, bool met, string sign, string? detail)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{(met ? "met    " : "NOT MET")} {name}: {figure.Median:F2} [{figure.Low:F2} .. {figure.High:F2}] {sign} {bar}{(detail is null ? "" : "; " + detail)}"));
        _figures.Add(new JsonObject
        {
            ["case"] = name,
            ["figure"] = Math.Round(figure.Median, 3),
            ["bar"] = bar,
            ["met"] = met,
            ["interval"] = new JsonArray(Math.Round(figure.Low, 3), Math.Round(figure.High, 3)),
        });
    }
}
