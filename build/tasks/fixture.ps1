# Makes the fixture of the newest schema version anew, tests/data/registries. Not of one that was released: what users have on disk is
# what later versions must open.
Initialize-Crates
Write-Step 'Registry fixture'
Invoke-Cargo run --quiet --package cscert-registry --example registry_fixture
