# The programs of tests/torture: what comes to the registry from outside, by accident or on purpose. Task `torture` gives them
# time, suite `torture` their floor only.

# Every program, and its share of the time.
$TortureParts = [ordered]@{
    kill        = 20
    power_loss  = 20
    faults      = 10
    memory      = 5
    clock       = 1
    damage      = 15
    damaged_log = 2
    hostile     = 3
    border      = 5
    locks       = 8
    hands       = 2
    large       = 12
    long_life   = 15
}

# The parts whose work is larger than memory.
$TorturePartsOnDisk = @('long_life')

# The parts that -Filter names.
function Get-TortureParts {
    $TortureParts.Keys | Where-Object { Test-Wanted $_ }
}

# What links a program so that its SQLite is the border's very own: the static library, which shows it.
function Get-SharedSqlite {
    if (-not $Build.Crates.Sqlite) { return '-lsqlite3' }
    '-I', $Build.Crates.Sqlite.Folder, (Get-TargetPath 'release' 'libcscert.a')
}

# Compiles the programs and the libraries that are preloaded into them, all into one folder, where they find each other.
function Build-Torture([string] $Folder) {
    $library = Get-PackagedLibraryFolder
    $common = '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O1', '-g', '-I', (Get-RootPath 'include')
    foreach ($source in [IO.Directory]::GetFiles((Get-RootPath 'tests' 'torture'), '*.c')) {
        $program = [IO.Path]::Combine($Folder, [IO.Path]::GetFileNameWithoutExtension($source))
        $libraries = @("-L$library", '-lcscert', "-Wl,-rpath,$library")
        if ([IO.File]::ReadAllText($source) -match '(?m)^#include <sqlite3\.h>') { $libraries = @(Get-SharedSqlite) + $libraries }
        Invoke-Tool cc ($common + @('-o', $program, $source) + $libraries + @('-lssl', '-lcrypto', '-lpthread', '-ldl', '-lm'))
    }
    foreach ($source in [IO.Directory]::GetFiles((Get-RootPath 'tests' 'torture' 'shim'), '*.c')) {
        $shim = [IO.Path]::Combine($Folder, [IO.Path]::GetFileNameWithoutExtension($source) + '.so')
        Invoke-Tool cc ($common + @('-shared', '-fPIC', '-o', $shim, $source, '-ldl', '-lpthread'))
    }
}

# A folder for a part, in memory where that can be had: what is lost with the power is counted otherwise, and a disk shared with
# others would make the figures theirs.
function New-TortureFolder([string] $Folder, [string] $Part) {
    $work = [IO.Path]::Combine($Folder, "$Part.work")
    $name = [IO.Path]::GetFileName($Folder)
    if ([IO.Directory]::Exists('/dev/shm') -and $TorturePartsOnDisk -notcontains $Part) {
        $candidate = "/dev/shm/$name-$Part"
        & mkdir -m 700 $candidate
        if ($LASTEXITCODE -eq 0) { return $candidate }
    }
    & mkdir -m 700 $work
    $work
}

# Runs the parts, each for its share of `Seconds`, and adds their results under that name of a suite. Exit code 0 is a pass, 77 a
# skip whose reason is the last line printed; a part that passes and left something out says so on a line that starts with `skipped:`.
function Invoke-TortureParts([string] $SuiteName, [double] $Seconds) {
    $parts = @(Get-TortureParts)
    if ($parts.Count -eq 0) { return }
    Invoke-WithTemporaryFolder {
        param($folder)
        Build-Torture $folder
        $shares = 0
        foreach ($part in $parts) { $shares += $TortureParts[$part] }
        foreach ($part in $parts) {
            $work = New-TortureFolder $folder $part
            $time = [int][Math]::Floor($Seconds * $TortureParts[$part] / $shares)
            $last = ''
            $omitted = @()
            & ([IO.Path]::Combine($folder, $part)) (Get-RootPath 'tests' 'data') $work $time | ForEach-Object {
                $last = $_
                if ($_ -match '^skipped: (.*)') { $omitted += "skipped: ${part}: $($Matches[1])" }
                "${part}: $_"
            }
            switch ($LASTEXITCODE) {
                0 { Add-Result $SuiteName 1 0 $omitted.Count $omitted }
                77 { Add-Result $SuiteName 0 0 1 @("skipped: ${part}: $last") }
                default { Add-Result $SuiteName 0 1 0 @("FAILED: ${part}: exit code $_") }
            }
            Remove-Folder $work
        }
    }
}

# Has a server crash under writers, more often than the suite `rust` does, and a manager replace one. Adds the results under that name of a suite.
function Invoke-ServerFaults([string] $SuiteName) {
    if (-not (Test-Wanted 'server_faults')) { return }
    $hindrance = Get-PostgresqlHindrance
    if ($hindrance) {
        Add-Skip $SuiteName "the faults of a server: $hindrance"
        return
    }
    Invoke-WithPostgresql {
        Invoke-WithEnvironment @{ CSCERT_TEST_ROUNDS = '20' } {
            Add-RustTests $SuiteName { Invoke-Cargo test --workspace --test server_faults '--' --show-output --skip managed_failover }
        }
    }
    try { Install-DebianPackages 'debian-packages-failover.txt' 'The test of a failover by a manager uses them.' }
    catch {
        Add-Skip $SuiteName "a failover by a manager: $($_.Exception.Message)"
        return
    }
    Invoke-WithManagedPostgresql {
        Add-RustTests $SuiteName { Invoke-Cargo test --workspace --test server_faults managed_failover '--' --show-output --ignored }
    }
}
