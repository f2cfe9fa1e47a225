namespace CsClientCertificate.Bench.Servers;

/// <summary>The index that a program with a query of its own would have: the registry finds names by keyed hashes.</summary>
internal static class BenchIndex
{
    public static void Make(Server server, string database)
    {
        server.Ask(database, "set client_min_messages = warning; create index if not exists bench_sip on cscert.users (sip_address)");
        server.Ask(database, "vacuum (analyze) cscert.users");
    }
}
