using System.Globalization;
using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench.Servers;

/// <summary>What the cases with a server work with.</summary>
internal sealed class ServerSurroundings(Surroundings files, Server server)
{
    /// <summary>The same users in files.</summary>
    public Surroundings Files { get; } = files;

    public Server Server { get; } = server;

    public Scale Scale => Files.Scale;

    public Report Report => Files.Report;

    /// <summary>Those of <see cref="Surroundings.Pipeline"/>.</summary>
    public ServerRegistry Pipeline => Registry(Scale.PipelineUsers);

    /// <summary>Those of <see cref="Surroundings.Large"/>.</summary>
    public ServerRegistry Large => Registry(Scale.LargeUsers);

    /// <summary>A session with a registry on the server.</summary>
    public BenchSession Session(string connectionString) => Connect(new BenchSession(Files.Module, Files.FloorModule), connectionString);

    public static BenchSession Connect(BenchSession session, string connectionString) => session.Set("Server", connectionString)
        .Prepare("Connect-CsCertificateRegistry -ConnectionString $Server -WarningAction Ignore");

    // Made once, by an import as everybody's is, and kept as long as the server.
    private ServerRegistry Registry(int users)
    {
        var database = "bench_" + users.ToString(CultureInfo.InvariantCulture);
        if (!Server.Has(database))
        {
            Make(users, database);
        }

        var seconds = Server.Ask("postgres", $"select shobj_description(oid, 'pg_database') from pg_database where datname = '{database}'");
        return new ServerRegistry(database, double.Parse(seconds, CultureInfo.InvariantCulture));
    }

    private void Make(int users, string database)
    {
        Console.WriteLine(FormattableString.Invariant($"making the registry of {users:N0} users on the server ..."));
        var data = (users == Scale.PipelineUsers ? Files.Pipeline : Files.Large).WithExport();
        var part = database + "_part";
        Server.MakeEmpty(part);
        using (var session = Session(Server.Of(part)).Set("Export", data.Export))
        {
            var seconds = session.Time(DataSet.ImportCommand);
            Server.Ask("postgres", $"comment on database {part} is '{seconds.ToString("R", CultureInfo.InvariantCulture)}'");
        }

        data.WithoutLargeExport();
        // What autovacuum does some time later, without gathering statistics: the module has grown tables analyzed itself.
        Server.Ask(part, "vacuum");
        Server.Drop(database);
        Server.Ask("postgres", $"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{part}'");
        Server.Ask("postgres", $"alter database {part} rename to {database}");
    }
}
