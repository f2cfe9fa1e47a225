using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>Base of the tests with a database of their own on a PostgreSQL server, and an account for each role.</summary>
public abstract class ServerTest : IDisposable
{
    private readonly List<Session> _sessions = [];

    protected ServerTest()
    {
        PostgresqlServer.SkipIfThereIsNone();
        Database = PostgresqlServer.CreateDatabase();
    }

    protected TemporaryFolder Folder { get; } = new();

    protected string Database { get; }

    /// <summary>A session of an account, with nothing connected.</summary>
    protected Session NewSession()
    {
        var session = new Session().ImportModule().Set("Folder", Folder.ToString()).Set("Data", Places.Data);
        _sessions.Add(session);
        return session;
    }

    /// <summary>A session of an account that is connected.</summary>
    protected Session Connected(string account)
    {
        var session = NewSession().Set("Server", PostgresqlServer.Of(account, Database));
        session.Run("Connect-CsCertificateRegistry -ConnectionString $Server").Clean();
        return session;
    }

    /// <summary>Puts a registry with the data of <see cref="Litware"/> in the database, with the accounts of <see cref="Install"/>.</summary>
    protected void InstallFilled()
    {
        PostgresqlServer.DropDatabase(Database);
        PostgresqlServer.CopyDatabase(RegistryTemplates.Filled, Database);
    }

    /// <summary>Installs a registry and makes accounts: <c>cscert_engine_reader</c> and so on, and <c>cscert_engine_all</c> for all of it.</summary>
    protected void Install()
    {
        NewSession().Set("Server", PostgresqlServer.OfSuperuser(Database)).Run("Install-CsCertificateRegistry $Server").Clean();
        PostgresqlServer.CreateAccounts();
    }

    /// <summary>Fills a registry with the users and the certificates of tests/data.</summary>
    protected static void Fill(Session session) => session.Run(Litware.Fill).Clean();

    public virtual void Dispose()
    {
        _sessions.ForEach(session => session.Dispose());
        PostgresqlServer.DropDatabase(Database);
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
