# The tests beside the Rust code.
Add-RustTests 'rust' {
    $filter = @($Build.Filter | Where-Object { $_ })
    Invoke-Cargo test --workspace --no-fail-fast @filter '--' --show-output
}
