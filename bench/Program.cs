// Usage: bench MANIFEST LIBRARY DATA SCHEMA RESULT: the packaged module and the native library in it, a folder for data that stays between
// runs, the registry's schema, and where the figures go. The environment says how much: BENCH_SCALE is full (the default), small or quick,
// BENCH_CASES a pattern for the names of the cases. Those with a server are measured on the one that CSCERT_TEST_POSTGRESQL names;
// `bench --servers` says which of them the pattern selects.
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CsClientCertificate.Bench;
using CsClientCertificate.Bench.Cases;
using CsClientCertificate.Bench.Servers;
using ServerCases = CsClientCertificate.Bench.Cases.Servers;

if (args[0] == Child.Argument)
{
    return Child.Run(args[1..]);
}

var pattern = new Regex(Environment.GetEnvironmentVariable("BENCH_CASES") ?? "", RegexOptions.IgnoreCase);
(string Name, Action<ServerSurroundings> Measure)[] serverCases =
[
    ("ServerImport", ServerCases.Import.Measure),
    ("ServerPipeline", ServerCases.Pipeline.Measure),
    ("ServerList", ServerCases.Listing.Measure),
    ("ServerExample4", ServerCases.Example4.Measure),
    ("ServerChecks", ServerCases.Checks.Measure),
    ("ServerRevoke", ServerCases.Revoke.Measure),
];
if (args[0] == "--servers")
{
    Console.WriteLine(string.Join(", ", serverCases.Select(one => one.Name).Where(name => pattern.IsMatch(name))));
    return 0;
}

var scale = Scale.Of(Environment.GetEnvironmentVariable("BENCH_SCALE") is { Length: > 0 } name ? name : "full");
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
Measure(cases, surroundings);
if (serverCases.Any(one => pattern.IsMatch(one.Name)) && Server.Find(args[0]) is { } server)
{
    Measure(serverCases, new ServerSurroundings(surroundings, server));
}

surroundings.Report.Write(args[4]);
return 0;

void Measure<T>((string Name, Action<T> Measure)[] all, T with)
{
    foreach (var (caseName, measure) in all.Where(one => pattern.IsMatch(one.Name)))
    {
        Console.WriteLine($"-- {caseName}");
        measure(with);
    }
}
