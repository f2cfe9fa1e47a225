using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench.Cases;

/// <summary>The registry's file against the bytes that it has to hold.</summary>
internal static class FileSize
{
    public static void Measure(Surroundings surroundings)
    {
        var (users, made) = (surroundings.Large.Users, surroundings.Large.Made);
        var ratio = (double)made.RegistryBytes / made.ContentBytes;
        surroundings.Report.AtMost(FormattableString.Invariant($"file of {users:N0} users / (DER + attribute values + audit)"),
            new Interval(ratio, ratio, ratio), 1.5,
            FormattableString.Invariant($"{made.RegistryBytes / 1e6:F1} MB of {made.ContentBytes / 1e6:F1} MB"));
    }
}
