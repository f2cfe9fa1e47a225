namespace CsClientCertificate.Bench.Measuring;

/// <summary>
/// A median and an interval that holds the true median with a probability of at least 93 %, whatever the distribution: between two order
/// statistics. Of five rounds these are the least and the greatest.
/// </summary>
internal readonly record struct Interval(double Low, double Median, double High)
{
    private const double Coverage = 0.93;

    public static Interval Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var n = sorted.Length;
        var outside = 0;
        while (outside + 1 < (n + 1) / 2 && CoverageWithout(n, outside + 1) >= Coverage)
        {
            outside++;
        }

        var median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Interval(sorted[outside], median, sorted[n - 1 - outside]);
    }

    // The true median lies below the k-th smallest value if fewer than k values fall below it: a binomial tail on either side.
    private static double CoverageWithout(int n, int left)
    {
        double tail = 0;
        double ways = 1;
        for (var i = 0; i <= left; i++)
        {
            tail += ways;
            ways = ways * (n - i) / (i + 1);
        }

        return 1 - 2 * tail / Math.Pow(2, n);
    }
}
