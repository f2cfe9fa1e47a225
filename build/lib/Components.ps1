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

# The version of Rust's standard library in a platform's library.
function Get-RustVersion([string] $Library) {
    $text = [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes($Library))
    if ($text -match '/rustc/([0-9a-f]{40})/|/usr/src/rustc-(\d+\.\d+\.\d+)/') { $Matches[1] + $Matches[2] } else { 'unknown' }
}

# The texts of the licences that the crates come with, each once, and who it belongs to.
function Get-Notices([object[]] $Crates) {
    $lines = [Collections.Generic.List[string]]::new()
    $lines.Add('The native libraries of CsClientCertificate hold the following software.')
    $lines.Add('')
    $lines.Add('SQLite: public domain. The Rust standard library: MIT OR Apache-2.0.')
    foreach ($crate in $Crates | Where-Object { -not $_.Own }) { $lines.Add("$($crate.Name) $($crate.Version): $($crate.License)") }
    $texts = @{}
    foreach ($crate in $Crates | Where-Object { -not $_.Own }) {
        foreach ($file in @(Get-LicenseFiles $crate)) {
            $text = [IO.File]::ReadAllText($file).Replace("`r`n", "`n").TrimEnd()
            if (-not $texts.ContainsKey($text)) { $texts[$text] = @() }
            if ($texts[$text] -notcontains $crate.Name) { $texts[$text] += $crate.Name }
        }
    }
    $ordered = @($texts.Keys | ForEach-Object { [pscustomobject]@{ Owners = $texts[$_] -join ', '; Text = $_ } })
    $keys = [string[]]@($ordered | ForEach-Object { $_.Owners + "`n" + $_.Text })
    [Array]::Sort($keys, [StringComparer]::Ordinal)
    foreach ($key in $keys) {
        $owners, $text = $key -split "`n", 2
        $lines.Add('')
        $lines.Add('-' * 78)
        $lines.Add($owners)
        $lines.Add('')
        $lines.Add($text)
    }
    ($lines -join "`n") + "`n"
}

function Get-LicenseFiles([object] $Crate) {
    if (-not $Crate.Folder) { return }
    $files = [string[]]@([IO.Directory]::GetFiles($Crate.Folder) | Where-Object { [IO.Path]::GetFileName($_) -match '^(LICEN[CS]E|COPYING|UNLICENSE|NOTICE)' })
    [Array]::Sort($files, [StringComparer]::Ordinal)
    $files
}
