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
            $command.CommandText = 'SELECT id, distinguished_name, sip_address, registrar_pool, enabled, display_name, sam_account_name,
                user_principal_name FROM users WHERE sip_address IS NOT NULL'
            $reader = $command.ExecuteReader()
            while ($reader.Read()) {
                $pool = $null
                if (-not $reader.IsDBNull(3)) { $pool = $reader.GetString(3) }
                [PSCustomObject]@{
                    Key = $reader.GetInt64(0); Identity = $reader.GetString(1); SipAddress = $reader.GetString(2); RegistrarPool = $pool
                    Enabled = $reader.GetInt64(4) -ne 0; DisplayName = $reader.GetString(5); SamAccountName = $reader.GetString(6)
                    UserPrincipalName = $reader.GetString(7)
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
                $command.CommandText = 'SELECT u.sip_address, c.certificate_type, c.publication_time, c.expiration_time
                    FROM users u JOIN certificates c ON c.user_id = u.id WHERE u.id = $id AND c.revoked IS NULL'
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
                        }
                    }
                    $reader.Dispose()
                }
            }
            end { $connection.Dispose() }
        }
        """;
}
