using System.Text;
using CsClientCertificate.Tests.Servers;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>What keeps the registries of the tests: files, or a PostgreSQL server if CSCERT_TEST_STORE is <c>postgresql</c>.</summary>
internal abstract class RegistryStore
{
    /// <summary>The trait that says which stores a test is for: <see cref="Any"/> in the base class, and <see cref="File"/> as well if it is about files.</summary>
    public const string Trait = "store";
    public const string Any = "any";
    public const string File = "file";

    public static RegistryStore Chosen { get; } =
        Environment.GetEnvironmentVariable("CSCERT_TEST_STORE") == "postgresql" ? new OnServer() : new InFile();

    /// <summary>Whether registries are on a server.</summary>
    public static bool IsServer => Chosen is OnServer;

    /// <summary>The script that connects to <c>$Registry</c>.</summary>
    public abstract string Connect { get; }

    /// <summary>Makes a registry, with the data of <see cref="Litware"/> if <paramref name="filled"/>, and returns its path or connection string.</summary>
    public abstract string Create(TemporaryFolder folder, bool filled);

    /// <summary>Puts the data of <see cref="Litware"/> into a registry that was made empty.</summary>
    public abstract void Fill(string registry);

    /// <summary>What a registry holds, to be compared with what it holds later.</summary>
    public abstract byte[] Contents(string registry);

    /// <summary>Removes a registry that the test's folder does not take with it.</summary>
    public abstract void Remove(string registry);

    private sealed class InFile : RegistryStore
    {
        public override string Connect => "Connect-CsCertificateRegistry -Path $Registry";

        public override string Create(TemporaryFolder folder, bool filled)
        {
            var registry = folder["registry.db"];
            if (filled)
            {
                Fill(registry);
            }

            return registry;
        }

        public override void Fill(string registry) => Litware.WriteTo(registry);

        // The file, and the log that changes go through.
        public override byte[] Contents(string registry) =>
            [.. System.IO.File.ReadAllBytes(registry), .. System.IO.File.Exists(registry + "-wal") ? System.IO.File.ReadAllBytes(registry + "-wal") : []];

        public override void Remove(string registry)
        {
        }
    }

    private sealed class OnServer : RegistryStore
    {
        private const string EveryRow = """
            select string_agg(query_to_xml(format('select * from cscert.%I row order by row::text', tablename), true, false, '')::text, '' order by tablename)
            from pg_tables where schemaname = 'cscert'
            """;

        public override string Connect => "Connect-CsCertificateRegistry -ConnectionString $Registry";

        public override string Create(TemporaryFolder folder, bool filled) =>
            ConnectionString(PostgresqlServer.CreateDatabase(filled ? RegistryTemplates.Filled : RegistryTemplates.Installed));

        public override void Fill(string registry)
        {
            Remove(registry);
            PostgresqlServer.CopyDatabase(RegistryTemplates.Filled, DatabaseOf(registry));
        }

        public override byte[] Contents(string registry) => Encoding.UTF8.GetBytes(PostgresqlServer.Ask(DatabaseOf(registry), EveryRow));

        public override void Remove(string registry) => PostgresqlServer.DropDatabase(DatabaseOf(registry));

        private static string ConnectionString(string database) => PostgresqlServer.Of(PostgresqlServer.AccountWithAllRoles, database);

        private static string DatabaseOf(string registry) =>
            registry.Split(' ').Last(setting => setting.StartsWith("dbname=", StringComparison.Ordinal))["dbname=".Length..];
    }
}
