# The tests beside the Rust code.
Add-RustTests 'rust' {
    $sqlite = @(Get-SqliteArguments)
    $filter = @($Build.Filter | Where-Object { $_ })
    Invoke-Cargo test --workspace --no-fail-fast @sqlite @filter '--' --show-output
}
