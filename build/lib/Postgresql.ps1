# PostgreSQL servers for tests, which start them in a temporary folder and stop them.

# Why no server can be had here; nothing if it can. Installs what is missing where that is allowed.
function Get-PostgresqlHindrance {
    if (Test-Windows) { return 'the servers for tests run on Linux' }
    if (-not (Test-PostgresqlTools) -and (Test-Tool 'dpkg-query')) {
        # The package would begin with a server of the system's own.
        $null = & sh -c '[ "$(id -u)" != 0 ] || [ -e /etc/postgresql-common ] ||
            { mkdir /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf; }'
        try { Install-DebianPackages 'debian-packages-postgresql.txt' 'The tests with a PostgreSQL server use them.' }
        catch { return $_.Exception.Message }
    }
    if (-not (Test-PostgresqlTools)) { return 'there is no PostgreSQL server (initdb, pg_ctl and postgres in /usr/lib/postgresql), or no psql or openssl' }
}

function Test-PostgresqlTools {
    $root = '/usr/lib/postgresql'
    (Test-Tool 'psql') -and (Test-Tool 'openssl') -and [IO.Directory]::Exists($root) -and
        @([IO.Directory]::GetDirectories($root) | Where-Object { [IO.File]::Exists([IO.Path]::Combine($_, 'bin', 'initdb')) }).Count -gt 0
}

# Runs a script block while a server runs. CSCERT_TEST_POSTGRESQL is a connection string of a superuser, CSCERT_TEST_POSTGRESQL_FOLDER is
# where the server's certificates lie.
function Invoke-WithPostgresql([scriptblock] $Work) {
    Invoke-WithTemporaryFolder {
        param($folder)
        $server = Get-RootPath 'tests' 'postgresql' 'server.sh'
        Invoke-Tool bash @($server, 'start', $folder)
        try {
            $variables = @{
                CSCERT_TEST_POSTGRESQL        = [IO.File]::ReadAllText([IO.Path]::Combine($folder, 'connection')).Trim()
                CSCERT_TEST_POSTGRESQL_FOLDER = $folder
            }
            Invoke-WithEnvironment $variables $Work
        }
        finally {
            Invoke-Tool bash @($server, 'stop', $folder)
        }
    }
}
