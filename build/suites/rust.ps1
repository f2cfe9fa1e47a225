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
Invoke-WithPostgresql {
    Add-RustTests 'rust' {
        $filter = @($Build.Filter | Where-Object { $_ })
        Invoke-Cargo test --workspace --test server --test server_crash --test postgresql --test server_faults @filter '--' --show-output
        # Each question is a round trip there: fewer rounds of random operations.
        Invoke-WithEnvironment @{ CSCERT_TEST_STORE = 'postgresql'; CSCERT_TEST_CASES = '4' } {
            Invoke-Cargo test --workspace --test conformance @filter '--' --show-output
        }
    }
}

# What is about servers, with the oldest and the newest. Where crates are a folder's, nothing is fetched from elsewhere.
foreach ($version in $PostgresqlPackages.Keys) {
    $hindrance = 'the crates are those of a folder'
    if ($Build.Crates.Name -ne 'folder') { $hindrance = Get-PostgresqlHindrance $version }
    if ($hindrance) {
        Add-Skip 'rust' "the tests with a server of PostgreSQL ${version}: $hindrance"
        continue
    }
    Write-Step "PostgreSQL $version"
    Invoke-WithPostgresql {
        Add-RustTests 'rust' {
            $filter = @($Build.Filter | Where-Object { $_ })
            # These servers are built without GSSAPI.
            Invoke-Cargo test --workspace --test server --test postgresql @filter '--' --show-output --skip a_method_that_is_not_supported
        }
    } $version
}
