# What the Rust tools find fault with; each counts as one test.
if (Test-Tool 'cargo-clippy') {
    try {
        Invoke-Cargo clippy --quiet --workspace --all-targets '--' '-D' warnings
        Invoke-Cargo clippy --quiet --package cscert --no-default-features '--' '-D' warnings
        Add-Result 'lint' 1 0 0
    }
    catch { Add-Result 'lint' 0 1 0 @('FAILED: clippy') }
}
else { Add-Skip 'lint' 'clippy is not installed' }

if (Test-Tool 'rustfmt') {
    try {
        Invoke-Cargo fmt --all --check
        Add-Result 'lint' 1 0 0
    }
    catch { Add-Result 'lint' 0 1 0 @('FAILED: cargo fmt --all would change files') }
}
else { Add-Skip 'lint' 'rustfmt is not installed' }

# The number by which the build knows a Rust that is too old for Cargo.lock.
if ($Build.Crates.Name -ne 'debian') {
    $newest = [version]'0.0'
    foreach ($match in [regex]::Matches((Invoke-Cargo metadata --format-version 1), '"rust_version":"(\d+\.\d+)')) {
        $version = [version]$match.Groups[1].Value
        if ($version -gt $newest) { $newest = $version }
    }
    if ($newest -eq (Get-LockedRustVersion)) { Add-Result 'lint' 1 0 0 }
    else { Add-Result 'lint' 0 1 0 @("FAILED: the crates of Cargo.lock need Rust $newest, Cargo.toml says $(Get-LockedRustVersion)") }
}

# Where Debian's crates are used nobody reads Cargo.lock; at crates.io's end one that lacks a dependency ends the build.
$lock = [IO.File]::ReadAllText((Get-RootPath 'Cargo.lock')).Replace("`r", '')
$faults = @([IO.Directory]::GetDirectories((Get-RootPath 'rust')) | ForEach-Object {
    $manifest = [IO.File]::ReadAllText([IO.Path]::Combine($_, 'Cargo.toml')).Replace("`r", '')
    $named = [regex]::Matches($manifest, '(?ms)^\[[^\]\n]*dependencies\]\n(.*?)(?=^\[|\z)') |
        ForEach-Object { [regex]::Matches($_.Groups[1].Value, '(?m)^([\w-]+) = ') } | ForEach-Object { $_.Groups[1].Value }
    $name = [regex]::Match($manifest, '(?m)^name = "([^"]+)"').Groups[1].Value
    $entry = [regex]::Match($lock, '(?s)name = "' + $name + '"\nversion = "[^"]*"\ndependencies = \[\n(.*?)\n\]').Groups[1].Value
    $locked = [regex]::Matches($entry, '"([\w-]+)') | ForEach-Object { $_.Groups[1].Value }
    # Some are named twice, for the library and for its tests.
    $same = [Collections.Generic.HashSet[string]]::new([string[]]@($named)).SetEquals([string[]]@($locked))
    if (-not $same) { $name }
})
if ($faults.Count -eq 0) { Add-Result 'lint' 1 0 0 }
else { Add-Result 'lint' 0 1 0 @("FAILED: Cargo.lock does not have the dependencies of $($faults -join ', '): run cargo update --workspace where crates.io is reached") }

# The crates' version is the module's, as far as cargo can be told: Rust 1.63's reads none from elsewhere.
$version = Get-ManifestVersion
$others = @([IO.Directory]::GetDirectories((Get-RootPath 'rust')) | ForEach-Object { [IO.Path]::Combine($_, 'Cargo.toml') } |
    Where-Object { [IO.File]::ReadAllText($_) -notmatch ('(?m)^version = "' + [regex]::Escape($version) + '"') })
if ($others.Count -eq 0) { Add-Result 'lint' 1 0 0 }
else { Add-Result 'lint' 0 1 0 @("FAILED: the module's version is $version, another one stands in $($others -join ', ')") }

try {
    # Of out/ nothing is read: wine's drive Z: there is the whole machine.
    foreach ($folder in 'bench', 'build', 'powershell', 'tests') {
        Invoke-ToolVerbatim dotnet @('format', 'whitespace', '--folder', $folder, '--verify-no-changes')
    }
    Add-Result 'lint' 1 0 0
}
catch { Add-Result 'lint' 0 1 0 @('FAILED: dotnet format whitespace would change files') }

# The part of cargo-deny's check that needs no network.
$faults = @(Get-LicenseFaults)
if ($faults.Count -eq 0) { Add-Result 'lint' 1 0 0 }
else { Add-Result 'lint' 0 1 0 @("FAILED: deny.toml does not allow the licences of $($faults -join '; ')") }
