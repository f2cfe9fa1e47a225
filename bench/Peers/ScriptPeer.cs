namespace CsClientCertificate.Bench.Peers;

/// <summary>What script modules do: advanced functions over the same library that make PSCustomObjects.</summary>
internal static class ScriptPeer
{
    public const string Functions = """
        function Get-ScriptUser {
            [CmdletBinding()]
            param([Parameter(Mandatory)] [string] $Path)
            $connection = [Microsoft.Data.Sqlite.SqliteConnection]::new("Data Source=$Path;Mode=ReadOnly;Pooling=False")
            $connection.Open()
            $command = $connection.CreateCommand()
            $command.CommandText = 'SELECT id, distinguished_name, sip_address, enabled, line_uri, display_name, sam_account_name,
                user_principal_name, given_name, surname, department, title, user_account_control, object_guid, when_created, when_changed,
                registrar_pool, home_server FROM users WHERE sip_address IS NOT NULL'
            $reader = $command.ExecuteReader()
            while ($reader.Read()) {
                $pool = $server = $null
                if (-not $reader.IsDBNull(16)) { $pool = $reader.GetString(16); $server = $reader.GetString(17) }
                [PSCustomObject]@{
                    Key = $reader.GetInt64(0); Identity = $reader.GetString(1); SipAddress = $reader.GetString(2); RegistrarPool = $pool
                    HomeServer = $server; Enabled = $reader.GetInt64(3) -ne 0; LineURI = $reader.GetString(4)
                    DisplayName = $reader.GetString(5); SamAccountName = $reader.GetString(6); UserPrincipalName = $reader.GetString(7)
                    FirstName = $reader.GetString(8); LastName = $reader.GetString(9); Department = $reader.GetString(10)
                    Title = $reader.GetString(11); UserAccountControl = $reader.GetInt32(12); Guid = [guid]::new($reader.GetValue(13))
                    WhenCreated = [datetime]::new($reader.GetInt64(14), 'Utc').ToLocalTime()
                    WhenChanged = [datetime]::new($reader.GetInt64(15), 'Utc').ToLocalTime()
                }
            }
            $connection.Dispose()
        }

        function Get-ScriptCertificate {
            [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Low')]
            param(
                [Parameter(Mandatory)] [string] $Path,
                [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [long] $Key
            )
            begin {
                $connection = [Microsoft.Data.Sqlite.SqliteConnection]::new("Data Source=$Path;Mode=ReadOnly;Pooling=False")
                $connection.Open()
                $command = $connection.CreateCommand()
                $command.CommandText = 'SELECT u.sip_address, c.certificate_type, c.publication_time, c.expiration_time,
                        c.not_before, c.thumbprint, c.serial_number, c.subject, c.issuer, u.distinguished_name FROM users u
                        JOIN certificates c ON c.user_id = u.id WHERE u.id = $id AND c.revoked IS NULL'
                $parameter = $command.Parameters.Add('$id', [Microsoft.Data.Sqlite.SqliteType]::Integer)
                $command.Prepare()
            }
            process {
                if ($PSCmdlet.ShouldProcess($Key)) {
                    $parameter.Value = $Key
                    $reader = $command.ExecuteReader()
                    while ($reader.Read()) {
                        [PSCustomObject]@{
                            Identity = $reader.GetString(0); CertificateType = $reader.GetString(1); DeviceId = ''
                            PublicationTime = [datetime]::new($reader.GetInt64(2), 'Utc').ToLocalTime()
                            ExpirationTime = [datetime]::new($reader.GetInt64(3), 'Utc').ToLocalTime()
                            NotBefore = [datetime]::new($reader.GetInt64(4), 'Utc').ToLocalTime(); Thumbprint = $reader.GetValue(5)
                            SerialNumber = $reader.GetValue(6); Subject = $reader.GetString(7); Issuer = $reader.GetString(8)
                            DistinguishedName = $reader.GetString(9); RevocationTime = $null
                        }
                    }
                    $reader.Dispose()
                }
            }
            end { $connection.Dispose() }
        }
        """;
}
