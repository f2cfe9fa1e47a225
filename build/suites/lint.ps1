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

try {
    Invoke-ToolVerbatim dotnet @('format', 'whitespace', '--folder', '.', '--include', 'bench/', 'build/', 'powershell/', 'tests/', '--verify-no-changes')
    Add-Result 'lint' 1 0 0
}
catch { Add-Result 'lint' 0 1 0 @('FAILED: dotnet format whitespace would change files') }

# The part of cargo-deny's check that needs no network.
$faults = @(Get-LicenseFaults)
if ($faults.Count -eq 0) { Add-Result 'lint' 1 0 0 }
else { Add-Result 'lint' 0 1 0 @("FAILED: deny.toml does not allow the licences of $($faults -join '; ')") }
