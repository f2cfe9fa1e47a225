# The tests beside the Rust code. Always with the whole workspace: what is chosen decides the features, and others are compiled anew.
Add-RustTests 'rust' {
    $filter = @($Build.Filter | Where-Object { $_ })
    # What all engines must answer alike is asked of one that is no file, too; a failure of the first run is told after the second.
    $failure = $null
    try { Invoke-Cargo test --workspace --no-fail-fast @filter '--' --show-output }
    catch { $failure = $_ }
    Invoke-WithEnvironment @{ CSCERT_TEST_STORE = 'memory' } {
        Invoke-Cargo test --workspace --test conformance @filter '--' --show-output
    }
    if ($failure) { throw $failure }
}

# What the PostgreSQL client does with a real server, which no other test has.
$hindrance = Get-PostgresqlHindrance
if ($hindrance) {
    Add-Skip 'rust' "the PostgreSQL client with a server: $hindrance"
    return
}
$tests = {
    Add-RustTests 'rust' {
        $filter = @($Build.Filter | Where-Object { $_ })
        Invoke-Cargo test --workspace --test server --test server_crash --test postgresql @filter '--' --show-output
        # Each question is a round trip there: fewer rounds of random operations.
        Invoke-WithEnvironment @{ CSCERT_TEST_STORE = 'postgresql'; CSCERT_TEST_CASES = '8' } {
            Invoke-Cargo test --workspace --test conformance @filter '--' --show-output
        }
    }
}
Invoke-WithPostgresql $tests
foreach ($version in $PostgresqlPackages.Keys) {
    $hindrance = Get-PostgresqlHindrance $version
    if ($hindrance) {
        Add-Skip 'rust' "the PostgreSQL store with a server of another version: $hindrance"
        continue
    }
    Write-Step "PostgreSQL $version"
    Invoke-WithPostgresql $tests $version
}
