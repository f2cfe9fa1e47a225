using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CsClientCertificate.Bench.Peers;

namespace CsClientCertificate.Bench.Servers;

/// <summary>The PostgreSQL server that the bench verb has started, and an account on it that has all roles.</summary>
internal sealed partial class Server
{
    private const string Account = "cscert_bench";
    private const string Password = "bench";
    private const string Roles = "cscert_reader, cscert_publisher, cscert_revoker, cscert_importer, cscert_auditor";
    // An installed registry without content, from which others are made.
    private const string Empty = "bench_empty";

    private readonly string _superuser;
    private int? _delayedPort;

    private Server(string superuser) => _superuser = superuser;

    /// <summary>How long a round trip takes by way of the proxy.</summary>
    public static TimeSpan Latency { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The server, where there is one. A registry is installed on it.</summary>
    public static Server? Find(string module)
    {
        if (Environment.GetEnvironmentVariable("CSCERT_TEST_POSTGRESQL") is not { Length: > 0 } superuser)
        {
            return null;
        }

        var server = new Server(superuser);
        if (!server.Has(Empty))
        {
            server.Ask("postgres", $"create database {Empty} template template0 encoding 'UTF8' locale 'C.UTF-8'");
            using var session = new BenchSession(module);
            session.Set("Server", server.Superuser(Empty)).Run("Install-CsCertificateRegistry $Server -WarningAction Ignore > $null");
            server.Ask("postgres", $"create role {Account} login password '{Password}'");
            server.Ask("postgres", $"grant {Roles} to {Account}");
        }

        return server;
    }

    /// <summary>The connection string of the account.</summary>
    public string Of(string database) => Of(database, null);

    /// <summary>The same by way of the proxy, which takes half of <see cref="Latency"/> each way.</summary>
    public string Delayed(string database) => Of(database, _delayedPort ??= RawServer.Delay(Port, Latency / 2));

    public bool Has(string database) => Ask("postgres", $"select 1 from pg_database where datname = '{database}'") == "1";

    /// <summary>Makes a database with an empty registry, in the place of one that is there.</summary>
    public void MakeEmpty(string database)
    {
        Drop(database);
        Ask("postgres", $"create database {database} template {Empty}");
    }

    public void Drop(string database) => Ask("postgres", $"drop database if exists {database} with (force)");

    /// <summary>What the server answers a superuser, as text.</summary>
    public string Ask(string database, string sql)
    {
        var start = new ProcessStartInfo("psql") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql, Superuser(database)])
        {
            start.ArgumentList.Add(argument);
        }

        // That a database is not there to be dropped is no news.
        start.Environment["PGOPTIONS"] = "-c client_min_messages=warning";
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer.Trim() : throw new InvalidOperationException($"psql failed: {sql}");
    }

    private int Port => int.Parse(PortSetting().Match(_superuser).Groups[1].Value, CultureInfo.InvariantCulture);

    private string Superuser(string database) => $"{_superuser} dbname={database}";

    // What stands last counts.
    private string Of(string database, int? port) =>
        $"{Superuser(database)} user={Account} password={Password} sslmode=verify-full" + (port is null ? "" : FormattableString.Invariant($" port={port}"));

    [GeneratedRegex(@"\bport=(\d+)")]
    private static partial Regex PortSetting();
}
