using System.Diagnostics;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Measuring;

/// <summary>
/// What is counted: time that passes; or with BENCH_CLOCK=cpu the processor time of the process, all threads together. On a machine that
/// others work on the first measures them too, even in alternated rounds; the second leaves out waiting for the disk.
/// </summary>
internal static class Clock
{
    public static bool IsProcessor { get; } = Environment.GetEnvironmentVariable("BENCH_CLOCK") == "cpu";

    public static double Now => IsProcessor
        ? Raw.ProcessorSeconds()
        : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
}
