using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>Databases with a registry, which tests copy: that is quicker than making each anew.</summary>
internal static class RegistryTemplates
{
    private static readonly Lazy<string> Empty = new(Install);
    private static readonly Lazy<string> OfLitware = new(Fill);

    /// <summary>The name of a database with an empty registry. The accounts of <see cref="PostgresqlServer.CreateAccounts"/> are there as well.</summary>
    public static string Installed => Empty.Value;

    /// <summary>The name of a database with the data of <see cref="Litware"/>.</summary>
    public static string Filled => OfLitware.Value;

    private static string Install()
    {
        var database = PostgresqlServer.CreateDatabase();
        using var session = new Session().ImportModule().Set("Server", PostgresqlServer.OfSuperuser(database));
        session.Run("Install-CsCertificateRegistry -ConnectionString $Server").Clean();
        PostgresqlServer.CreateAccounts();
        return database;
    }

    private static string Fill()
    {
        var database = PostgresqlServer.CreateDatabase(Installed);
        using var session = new Session().ImportModule()
            .Set("Server", PostgresqlServer.Of(PostgresqlServer.AccountWithAllRoles, database)).Set("Data", Places.Data);
        session.Run("Connect-CsCertificateRegistry -ConnectionString $Server").Clean();
        session.Run(Litware.Fill).Clean();
        return database;
    }
}
