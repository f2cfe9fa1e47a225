using System.Diagnostics;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>The PostgreSQL server that whoever runs the tests has started, and databases on it.</summary>
internal static class PostgresqlServer
{
    // A connection string of a superuser; tests/postgresql/server.sh writes it.
    private const string Variable = "CSCERT_TEST_POSTGRESQL";
    private const string Password = "a password of tests";

    private static readonly Lock Preparing = new();
    // Not the number of the process, which wine gives again.
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];
    private static int _databases;

    private static string? Superuser => Environment.GetEnvironmentVariable(Variable);

    public static void SkipIfThereIsNone() => Assert.SkipWhen(Superuser is null, $"{Variable} names no PostgreSQL server");

    /// <summary>An account with all roles but the owner's.</summary>
    public const string AccountWithAllRoles = "cscert_engine_all";

    /// <summary>Makes a database, a copy of another or an empty one, and returns its name.</summary>
    public static string CreateDatabase(string template = "template1")
    {
        var name = $"cscert_engine_{Run}_{Interlocked.Increment(ref _databases)}";
        CopyDatabase(template, name);
        return name;
    }

    public static void CopyDatabase(string template, string name) => Ask("postgres", $"create database {name} template {template}");

    public static void DropDatabase(string name) => Ask("postgres", $"drop database if exists {name} with (force)");

    /// <summary>Makes an account that can log in and is a member of these roles.</summary>
    public static void CreateAccount(string name, params string[] roles)
    {
        lock (Preparing)
        {
            if (Ask("postgres", $"select 1 from pg_roles where rolname = '{name}'") == "")
            {
                Ask("postgres", $"create role {name} login password '{Password}'");
            }

            foreach (var role in roles)
            {
                Ask("postgres", $"grant {role} to {name}");
            }
        }
    }

    /// <summary>Makes an account for each role of a registry that is installed, <c>cscert_engine_reader</c> and so on, and one for all of them.</summary>
    public static void CreateAccounts()
    {
        string[] roles = ["cscert_reader", "cscert_publisher", "cscert_revoker", "cscert_importer", "cscert_auditor"];
        foreach (var role in roles)
        {
            CreateAccount(role.Replace("cscert_", "cscert_engine_", StringComparison.Ordinal), role);
        }

        CreateAccount(AccountWithAllRoles, roles);
    }

    /// <summary>The connection string of the superuser.</summary>
    public static string OfSuperuser(string database) => $"{AsSeen(Superuser)} dbname={database}";

    /// <summary>The connection string of an account that was made here.</summary>
    public static string Of(string account, string database) => $"{AsSeen(Superuser)} dbname={database} user={account} password='{Password}'";

    /// <summary>The same without an account.</summary>
    public static string OfNobody(string database) =>
        string.Join(" ", AsSeen(Superuser).Split(' ').Where(setting => setting.StartsWith("host", StringComparison.Ordinal)
            || setting.StartsWith("port", StringComparison.Ordinal) || setting.StartsWith("sslrootcert", StringComparison.Ordinal)))
        + $" dbname={database}";

    /// <summary>What the server answers the superuser, as text.</summary>
    public static string Ask(string database, string sql)
    {
        string[] arguments = ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql, $"{Superuser} dbname={database}"];
        var (code, answer, failure) = Wine.IsHere ? Wine.RunOfLinux("psql", arguments) : RunHere("psql", arguments);
        Assert.True(code == 0, $"{sql}: {failure}");
        return answer.Trim();
    }

    private static (int Code, string Output, string Error) RunHere(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var failure = process.StandardError.ReadToEndAsync();
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, answer, failure.GetAwaiter().GetResult());
    }

    // For the module: where it runs in wine, the paths of Linux are on the drive Z:.
    private static string AsSeen(string? connection) =>
        Wine.IsHere ? (connection ?? "").Replace("sslrootcert=/", "sslrootcert=Z:/", StringComparison.Ordinal) : connection ?? "";
}
