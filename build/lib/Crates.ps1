# Where the Rust crates come from: crates.io, or Debian's packages of them where that is out of reach.

function Get-CrateSource {
    $forced = [Environment]::GetEnvironmentVariable('CRATES')
    if ($forced) {
        if (@('crates-io', 'debian') -cnotcontains $forced) {
            throw "CRATES is '$forced'; it can be 'crates-io' or 'debian'."
        }
        return $forced
    }
    # Asked once: `clean` forgets the answer.
    $answer = Get-OutPath 'crates-answer.txt'
    if (-not [IO.File]::Exists($answer)) {
        $found = 'debian'
        if (Test-CratesIo) { $found = 'crates-io' }
        Set-FileText $answer $found
    }
    [IO.File]::ReadAllText($answer)
}

function Test-CratesIo {
    $probe = Get-OutPath 'probe'
    Set-FileText ([IO.Path]::Combine($probe, 'Cargo.toml')) (
        "[package]`nname = 'probe'`nversion = '0.0.0'`n[lib]`npath = 'lib.rs'`n" +
        "[dependencies]`nitoa = '1'`n# Not a member of the workspace it lies in.`n[workspace]`n")
    Set-FileText ([IO.Path]::Combine($probe, 'lib.rs')) ''
    try {
        Invoke-WithEnvironment @{ CARGO_NET_RETRY = '0' } {
            0 -eq (Get-ExitCode 'cargo' 'fetch --quiet' $probe 20)
        }
    }
    finally {
        Remove-Folder $probe
    }
}

# Makes the crates available; afterwards Invoke-Cargo finds them.
function Initialize-Crates {
    Assert-Tool 'cargo' 'Install Rust 1.63 or later (rustup, or on Debian: apt-get install cargo).'
    $source = Get-CrateSource
    if ($source -eq 'debian') {
        Install-DebianPackages 'debian-packages.txt' (
            'crates.io was not reached, and Debian has the crates too. Connect the machine to crates.io, or give cargo a mirror in its config.toml.')
        Set-FileText (Get-OutPath 'cargo' 'config.toml') (
            "[source.crates-io]`nreplace-with = 'debian'`n[source.debian]`ndirectory = '/usr/share/cargo/registry'`n" +
            "[net]`noffline = true`n")
    }
    # The checksums in Debian's packages are placeholders, so that a lock of the one source is an error to the other.
    $locked = Get-OutPath 'crates-locked.txt'
    if (-not [IO.File]::Exists($locked) -or [IO.File]::ReadAllText($locked) -cne $source) {
        if ($source -eq 'crates-io' -and -not (Test-CratesIo)) {
            throw "crates.io was not reached. Connect the machine to it, or build with CRATES=debian from Debian's packages."
        }
        Write-Step "Rust crates come from $source"
        [IO.File]::Delete((Get-RootPath 'Cargo.lock'))
        Set-FileText $locked $source
    }
    $Build.Crates = $source
}

function Invoke-Cargo {
    $variables = @{ CARGO_TARGET_DIR = (Get-RootPath 'target') }
    if ($Build.Crates -eq 'debian') {
        $variables.CARGO_HOME = Get-OutPath 'cargo'
    }
    $arguments = $args
    Invoke-WithEnvironment $variables { Invoke-Tool 'cargo' $arguments }
}

# With crates.io SQLite is compiled in, so that nothing but a C compiler is needed; Debian's crate links the system's library.
# The feature stands here and not in the manifest because Debian's crate lacks it, and cargo refuses to resolve what isn't there.
function Get-SqliteArguments {
    if ($Build.Crates -eq 'crates-io') {
        '--features', 'rusqlite/bundled'
    }
}
