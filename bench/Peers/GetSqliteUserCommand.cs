using System.Management.Automation;
using CsClientCertificate.Bench.Floor;

namespace CsClientCertificate.Bench.Peers;

/// <summary>Get-CsUser over Microsoft.Data.Sqlite.</summary>
[Cmdlet(VerbsCommon.Get, "SqliteUser")]
public sealed class GetSqliteUserCommand : SqlitePeerCommand
{
    protected override void ProcessRecord()
    {
        using var reader = Prepare("""
            SELECT id, distinguished_name, sip_address, registrar_pool, home_server, enabled, line_uri, display_name, sam_account_name,
                user_principal_name, given_name, surname, department, title, user_account_control, object_guid, when_created, when_changed
            FROM users WHERE sip_address IS NOT NULL
            """).ExecuteReader();
        var guid = new byte[16];
        while (reader.Read())
        {
            reader.GetBytes(15, 0, guid, 0, guid.Length);
            WriteObject(new FloorUser
            {
                Key = reader.GetInt64(0),
                Identity = reader.GetString(1),
                SipAddress = Text(reader, 2),
                RegistrarPool = Text(reader, 3),
                HomeServer = Text(reader, 4),
                Enabled = reader.GetInt64(5) != 0,
                LineURI = Text(reader, 6),
                DisplayName = Text(reader, 7),
                SamAccountName = Text(reader, 8),
                UserPrincipalName = Text(reader, 9),
                FirstName = Text(reader, 10),
                LastName = Text(reader, 11),
                Department = Text(reader, 12),
                Title = Text(reader, 13),
                UserAccountControl = reader.GetInt32(14),
                Guid = new Guid(guid),
                WhenCreated = new DateTime(reader.GetInt64(16), DateTimeKind.Utc).ToLocalTime(),
                WhenChanged = new DateTime(reader.GetInt64(17), DateTimeKind.Utc).ToLocalTime(),
            });
        }
    }
}
