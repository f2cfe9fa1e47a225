# What is in the native libraries beside our own code, and under which licence.

# The crates that are linked into a platform's library: name, version, licence.
function Get-Crates([string] $Rid) {
    $target = $NativeTargets[$Rid].Target
    # Without macros, which run in the compiler only.
    Invoke-Cargo tree --package cscert --edges 'normal,no-proc-macro' --prefix none --no-dedupe --target $target --format '{p}|{l}' |
        ForEach-Object {
            if ($_ -match '^(\S+) v(\S+?)(?: \(([^)]*)\))?\|(.*)$') {
                $crate = @{ Name = $Matches[1]; Version = $Matches[2]; Own = [bool]$Matches[3]; License = $Matches[4] -replace '/', ' OR ' }
                $crate.Folder = Get-CrateFolder $crate.Name $crate.Version
                [pscustomobject]$crate
            }
        }
}

# Of all platforms, each once, in the order of their names.
function Get-AllCrates([string[]] $Rids) {
    $found = @{}
    foreach ($rid in $Rids) {
        foreach ($crate in @(Invoke-WithNativeCrates $rid { Get-Crates $rid })) {
            $key = "$($crate.Name) $($crate.Version)"
            if (-not $found.ContainsKey($key)) {
                $found[$key] = [pscustomobject]@{
                    Name = $crate.Name; Version = $crate.Version; Own = $crate.Own; License = $crate.License; Folder = $crate.Folder; Platforms = @()
                }
            }
            if ($found[$key].Platforms -notcontains $rid) { $found[$key].Platforms += $rid }
        }
    }
    $keys = [string[]]@($found.Keys)
    [Array]::Sort($keys, [StringComparer]::Ordinal)
    foreach ($key in $keys) { $found[$key] }
}

# SQLite's own name for what is inside a library: it stands there as text.
function Get-SqliteIdentity([string] $Library) {
    $text = [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes($Library))
    if ($text -notmatch '20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [0-9a-f]{64}') {
        throw "$Library has no SQLite inside."
    }
    $id = $Matches[0]
    if ($text -notmatch '(?<![\w.])(3\.\d{1,3}\.\d{1,3})\x00') {
        throw "the SQLite in $Library does not say its version."
    }
    @{ Version = $Matches[1]; Id = $id }
}

# The version of Rust's standard library in a platform's library, which names it by its commit or, where Debian built it, by its number.
function Get-RustVersion([string] $Library, [string] $Rid) {
    $text = [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes($Library))
    if ($text -notmatch '/rustc/([0-9a-f]{40})/|/usr/src/rustc-(\d+\.\d+\.\d+)/') { return 'unknown' }
    if ($Matches[2]) { return $Matches[2] }
    $commit = $Matches[1]
    $compiler = (& (Invoke-WithNativeCrates $Rid { Get-RustCompiler $Rid }) -vV) -join "`n"
    if ($compiler -match "(?m)^commit-hash: $commit\s" -and $compiler -match '(?m)^release: (\S+)') { return $Matches[1] }
    $commit
}

# What the library for Windows takes from its compiler: names and versions.
function Get-MingwVersions {
    $compiler = Get-CCompiler 'win-x64'
    $said = (& $compiler -dumpversion) -replace '\D.*'
    # Its own macros, as no tool says them.
    $macros = @(& $compiler -E -dM -include _mingw.h -x c /dev/null) -join "`n"
    $numbers = foreach ($part in 'MAJOR', 'MINOR', 'BUGFIX') { if ($macros -match "__MINGW64_VERSION_$part (\d+)") { $Matches[1] } }
    @{ Gcc = $said; Mingw = $numbers -join '.' }
}
