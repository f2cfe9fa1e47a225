using System.Management.Automation;
using CsClientCertificate.Bench.Floor;
using Microsoft.Data.Sqlite;

namespace CsClientCertificate.Bench.Peers;

/// <summary>Get-CsClientCertificate over Microsoft.Data.Sqlite: an object by its key, a text by the column that its form says.</summary>
[Cmdlet(VerbsCommon.Get, "SqliteCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class GetSqliteCertificateCommand : SqlitePeerCommand
{
    private const string Select = """
        SELECT u.sip_address, u.distinguished_name, c.certificate_type, c.device_id, c.publication_time, c.not_before, c.expiration_time,
            c.thumbprint, c.serial_number, c.subject, c.issuer, u.registrar_pool
        FROM users u LEFT JOIN certificates c ON c.user_id = u.id AND c.revoked IS NULL WHERE
        """;

    private SqliteCommand _byKey = null!;
    private SqliteCommand _bySip = null!;
    private SqliteCommand _byUpn = null!;
    private SqliteCommand _byLogon = null!;
    private SqliteCommand _byName = null!;
    private SqliteCommand _byDn = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public FloorIdParameter Identity { get; set; } = null!;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _byKey = Prepare(Select + " u.id = $id", "$id");
        _bySip = Prepare(Select + " u.sip_address = $text", "$text");
        _byUpn = Prepare(Select + " u.user_principal_name = $text", "$text");
        _byLogon = Prepare(Select + " u.domain = $domain AND u.sam_account_name = $logon", "$domain", "$logon");
        _byName = Prepare(Select + " u.display_name = $text", "$text");
        _byDn = Prepare(Select + " u.distinguished_name = $text", "$text");
    }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Identity.Text))
        {
            return;
        }

        using var reader = Command().ExecuteReader();
        if (!reader.Read())
        {
            WriteError(new ErrorRecord(new ItemNotFoundException($"Management object not found for identity \"{Identity.Text}\"."),
                "ManagementObjectNotFound", ErrorCategory.ObjectNotFound, Identity.Text));
            return;
        }

        if (reader.IsDBNull(11))
        {
            WriteError(new ErrorRecord(new InvalidOperationException("The user has no Registrar pool."),
                "UserNotInRegistrarPool", ErrorCategory.InvalidOperation, Identity.Text));
            return;
        }

        if (!reader.IsDBNull(2))
        {
            Emit(reader);
        }
    }

    private SqliteCommand Command()
    {
        var text = Identity.Text;
        SqliteCommand command;
        if (Identity.User is { } user)
        {
            _byKey.Parameters[0].Value = user.Key;
            return _byKey;
        }

        if (text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase))
        {
            command = _bySip;
        }
        else if (text.Contains('='))
        {
            command = _byDn;
        }
        else if (text.IndexOf('\\') is var slash and >= 0)
        {
            _byLogon.Parameters[0].Value = text[..slash];
            _byLogon.Parameters[1].Value = text[(slash + 1)..];
            return _byLogon;
        }
        else
        {
            command = text.Contains('@') ? _byUpn : _byName;
        }

        command.Parameters[0].Value = text;
        return command;
    }

    private void Emit(SqliteDataReader reader)
    {
        // One user's rows: the texts that they share are read once.
        var identity = Text(reader, 0);
        var name = reader.GetString(1);
        do
        {
            WriteObject(new FloorCertificate
            {
                Identity = identity,
                DistinguishedName = name,
                CertificateType = reader.GetString(2),
                DeviceId = Text(reader, 3) ?? "",
                PublicationTime = Time(reader, 4),
                NotBefore = Time(reader, 5),
                ExpirationTime = Time(reader, 6),
                Thumbprint = reader.GetFieldValue<byte[]>(7),
                SerialNumber = reader.GetFieldValue<byte[]>(8),
                Subject = reader.GetString(9),
                Issuer = reader.GetString(10),
            });
        }
        while (reader.Read());
    }

    private static DateTime Time(SqliteDataReader reader, int column) =>
        new DateTime(reader.GetInt64(column), DateTimeKind.Utc).ToLocalTime();
}
