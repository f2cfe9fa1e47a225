using Microsoft.Data.Sqlite;

namespace CsClientCertificate.Bench.Data;

/// <summary>The schema one would write first: users with NOCASE indexes, certificates with an index on their user.</summary>
internal static class PlainDatabase
{
    /// <summary>A user and the certificates that are not revoked, by one text.</summary>
    public const string BySipAddress = Holders + "u.sip_address = ?1";

    /// <inheritdoc cref="BySipAddress"/>
    public const string ByUserPrincipalName = Holders + "u.user_principal_name = ?1";

    /// <inheritdoc cref="BySipAddress"/>
    public const string ByLogon = Holders + "u.domain = '" + Person.NetBios + "' AND u.sam_account_name = ?1";

    /// <inheritdoc cref="BySipAddress"/>
    public const string ByDisplayName = Holders + "u.display_name = ?1";

    /// <inheritdoc cref="BySipAddress"/>
    public const string ByDistinguishedName = Holders + "u.distinguished_name = ?1";

    private const string Holders = """
        SELECT u.id, u.sip_address, u.distinguished_name, u.registrar_pool, u.user_account_control, c.id, c.certificate_type, c.device_id,
            c.publication_time, c.not_before, c.expiration_time, c.thumbprint, c.serial_number, c.subject, c.issuer, c.revoked
        FROM users u LEFT JOIN certificates c ON c.user_id = u.id AND c.revoked IS NULL
        """ + "\nWHERE ";

    private const string Tables = """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY, distinguished_name TEXT NOT NULL COLLATE NOCASE, sip_address TEXT COLLATE NOCASE,
            user_principal_name TEXT COLLATE NOCASE, domain TEXT COLLATE NOCASE, sam_account_name TEXT COLLATE NOCASE,
            display_name TEXT COLLATE NOCASE, enabled INTEGER, registrar_pool TEXT, home_server TEXT, line_uri TEXT, given_name TEXT,
            surname TEXT, department TEXT, title TEXT, user_account_control INTEGER, object_guid BLOB, when_created INTEGER,
            when_changed INTEGER);
        CREATE TABLE certificates (
            id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, certificate_type TEXT NOT NULL, device_id TEXT,
            publication_time INTEGER NOT NULL, not_before INTEGER NOT NULL, expiration_time INTEGER NOT NULL, thumbprint BLOB NOT NULL,
            serial_number BLOB NOT NULL, subject TEXT NOT NULL, issuer TEXT NOT NULL, revoked INTEGER, der BLOB NOT NULL);
        """;

    private const string Indexes = """
        CREATE UNIQUE INDEX users_dn ON users (distinguished_name);
        CREATE INDEX users_sip ON users (sip_address);
        CREATE INDEX users_upn ON users (user_principal_name);
        CREATE INDEX users_logon ON users (domain, sam_account_name);
        CREATE INDEX users_name ON users (display_name);
        CREATE INDEX certificates_user ON certificates (user_id);
        CREATE INDEX certificates_expiration ON certificates (expiration_time);
        ANALYZE;
        """;

    public static void Make(string path, int users)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;");
        Run(connection, Tables);
        var user = Insert(connection, "users", 19);
        var certificate = Insert(connection, "certificates", 13);
        for (var index = 0; index < users; index++)
        {
            var person = new Person(index);
            Write(user, index + 1, person.DistinguishedName, person.SipAddress, person.UserPrincipalName, Person.NetBios,
                person.SamAccountName, person.DisplayName, 1, person.Pool, person.HomeServer, person.LineUri, person.Given,
                person.Surname, person.Department, person.Title, person.UserAccountControl, person.ObjectGuid.ToByteArray(),
                person.WhenCreated.Ticks, person.WhenChanged.Ticks);
            for (var number = 0; number < Person.CertificateCount; number++)
            {
                var one = person.Certificate(number);
                Write(certificate, index * Person.CertificateCount + number + 1, index + 1, "OcsSigned", null, one.NotBefore.Ticks,
                    one.NotBefore.Ticks, one.NotAfter.Ticks, one.Thumbprint, one.SerialNumber, "CN=" + one.SubjectName,
                    "CN=Communications Server", null, one.Der);
            }
        }

        Run(connection, Indexes);
        Run(connection, "COMMIT");
        Run(connection, "PRAGMA journal_mode = WAL");
    }

    private static SqliteCommand Insert(SqliteConnection connection, string table, int columns)
    {
        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(i => "$" + i))})";
        for (var i = 0; i < columns; i++)
        {
            command.Parameters.Add(new SqliteParameter("$" + i, null));
        }

        command.Prepare();
        return command;
    }

    private static void Write(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
