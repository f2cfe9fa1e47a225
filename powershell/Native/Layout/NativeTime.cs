namespace CsClientCertificate.Native;

/// <summary>Times at the border: microseconds since 1970-01-01T00:00:00Z. Times in the module: local, as X509Certificate2's are.</summary>
internal static class NativeTime
{
    /// <summary><c>CSCERT_NO_TIME</c>.</summary>
    internal const long None = long.MinValue;

    private const long TicksPerMicrosecond = 10;
    internal const long EpochTicks = 621355968000000000;

    // Beyond these a DateTime cannot follow; a certificate may say 9999-12-31, a hostile one more.
    private const long Smallest = -EpochTicks / TicksPerMicrosecond;
    private static readonly long Largest = (DateTime.MaxValue.Ticks - EpochTicks) / TicksPerMicrosecond;

    internal static DateTime ToLocal(long microseconds)
    {
        long within = Math.Min(Math.Max(microseconds, Smallest), Largest);
        return new DateTime(EpochTicks + (within * TicksPerMicrosecond), DateTimeKind.Utc).ToLocalTime();
    }

    internal static DateTime? ToLocalOrNull(long microseconds) =>
        microseconds == None ? null : ToLocal(microseconds);

    /// <summary>Kind Unspecified is taken as local, which is what <see cref="DateTime.ToUniversalTime"/> does.</summary>
    internal static long From(DateTime time) =>
        (time.ToUniversalTime().Ticks - EpochTicks) / TicksPerMicrosecond;

    internal static long From(TimeSpan time) => time.Ticks / TicksPerMicrosecond;

    internal static long From(DateTime? time) => time is DateTime given ? From(given) : None;
}
