# What the Rust tools find fault with; each counts as one test.
if (Test-Tool 'cargo-clippy') {
    $sqlite = @(Get-SqliteArguments)
    try {
        Invoke-Cargo clippy --quiet --workspace --all-targets @sqlite '--' '-D' warnings
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
