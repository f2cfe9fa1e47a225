// Usage: bench MANIFEST LIBRARY DATA SCHEMA RESULT: the packaged module and the native library in it, a folder for data that stays between
// runs, the registry's schema, and where the figures go. The environment says how much: BENCH_SCALE is full (the default) or small,
// BENCH_CASES a pattern for the names of the cases.
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CsClientCertificate.Bench;
using CsClientCertificate.Bench.Cases;

if (args[0] == Child.Argument)
{
    return Child.Run(args[1..]);
}

var scale = Scale.Of(Environment.GetEnvironmentVariable("BENCH_SCALE") is { Length: > 0 } name ? name : "full");
var pattern = new Regex(Environment.GetEnvironmentVariable("BENCH_CASES") ?? "", RegexOptions.IgnoreCase);
// Line ends differ between checkouts and mean nothing.
var schema = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(args[3]).Where(b => b != '\r').ToArray()))[..16];
var surroundings = new Surroundings(args[0], args[1], args[2], schema, scale);

(string Name, Action<Surroundings> Measure)[] cases =
[
    ("Example4", Example4.Measure),
    ("Lookup", Lookups.Measure),
    ("Border", Border.Measure),
    ("Growth", Growth.Measure),
    ("Start", Start.Measure),
    ("List", Listing.Measure),
    ("Filter", Filter.Measure),
    ("Import", Import.Measure),
    ("Revoke", Revoke.Measure),
    ("Find", Find.Measure),
    ("Completion", Completing.Measure),
    ("Size", FileSize.Measure),
];
foreach (var (caseName, measure) in cases)
{
    if (pattern.IsMatch(caseName))
    {
        Console.WriteLine($"-- {caseName}");
        measure(surroundings);
    }
}

surroundings.Report.Write(args[4]);
return 0;
