# Writes include/cscert.h from the code. A plain build only compares, and fails in CI where they differ.
Initialize-Crates
Invoke-WithEnvironment @{ CSCERT_HEADER = 'write' } {
    Invoke-Cargo build --quiet --release --package cscert --package cscert-registry
}
