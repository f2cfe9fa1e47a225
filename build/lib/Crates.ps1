# Where the Rust crates come from: crates.io, a folder that `cargo vendor` made, or Debian's packages of them. The first two are the
# versions of Cargo.lock. Debian has others, and placeholders for their checksums; that end is a workspace of its own below out/ with a
# lock of its own, and the work tree stays as it was.

# The end that CRATES names, or that this machine can build from.
function Get-CrateSource {
    $forced = [Environment]::GetEnvironmentVariable('CRATES')
    if (-not $forced) { return Find-CrateSource }
    if (@('crates-io', 'debian') -ccontains $forced) { return $forced }
    $folder = [IO.Path]::GetFullPath($forced)
    if (-not [IO.Directory]::Exists($folder)) {
        throw "CRATES is '$forced', which is no folder. It can be 'crates-io', 'debian', or a folder that cargo vendor made."
    }
    # Another build that starts from here finds it, wherever it runs.
    [Environment]::SetEnvironmentVariable('CRATES', $folder)
    $folder
}

# Asked once for each Rust: `clean` forgets the answer.
function Find-CrateSource {
    $rust = Get-CompilerVersion
    $answer = Get-OutPath 'crates-answer.txt'
    $found = ''
    if ([IO.File]::Exists($answer)) {
        $known, $found = [IO.File]::ReadAllText($answer) -split ' '
        if ($known -cne "$rust") { $found = '' }
    }
    if (-not $found) {
        $found = 'debian'
        if ($rust -lt (Get-LockedRustVersion)) {
            if (-not (Test-Debian12)) { throw (Get-RustAdvice $rust) }
            Write-Step "Rust $rust is older than crates.io's crates need ($(Get-LockedRustVersion)): taking those of Debian 12"
        }
        elseif (Test-CratesIo) { $found = 'crates-io' }
        Set-FileText $answer "$rust $found"
    }
    $found
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

# The only system whose packages the manifests' ranges begin at.
function Test-Debian12 {
    $file = '/etc/os-release'
    if (-not [IO.File]::Exists($file)) { return $false }
    $lines = [IO.File]::ReadAllLines($file)
    $lines -ccontains 'ID=debian' -and $lines -ccontains 'VERSION_ID="12"'
}

# What compiles here.
function Get-CompilerVersion {
    $compiler = [Environment]::GetEnvironmentVariable('RUSTC')
    if (-not $compiler) { $compiler = 'rustc' }
    Assert-Tool $compiler "Install Rust $(Get-LockedRustVersion) or later (https://rustup.rs), or on Debian 12: apt-get install cargo."
    if ("$(& $compiler --version)" -notmatch '^rustc (\d+\.\d+\.\d+)') { throw "'$compiler --version' does not say a version." }
    [version]$Matches[1]
}

# What the crates of Cargo.lock need. The number stands in the manifest, and the suite `lint` compares it with theirs.
function Get-LockedRustVersion {
    $manifest = [IO.File]::ReadAllText((Get-RootPath 'Cargo.toml'))
    if ($manifest -notmatch '(?m)^\[workspace\.metadata\.lock\]\s+rust-version = "(\d+\.\d+)"') { throw 'Cargo.toml does not say which Rust its lock needs.' }
    [version]$Matches[1]
}

function Get-RustAdvice([version] $Found) {
    $needed = Get-LockedRustVersion
    "this is Rust $Found, and the crates of Cargo.lock need $needed or later. Install the current Rust from https://rustup.rs " +
        "(where rustup is: rustup update stable). Debian 12's crates, which an older one compiles, are on Debian 12 only."
}

# An end: its workspace, where cargo's settings and the crates' sources lie, and what its cargo is told.
function New-CrateEnd([string] $Source) {
    if ($Source -ceq 'debian') {
        return @{
            Name = 'debian'; Title = "Debian's packages"; Workspace = Get-OutPath 'debian'; Arguments = @()
            Home = Get-OutPath 'cargo'; Folder = '/usr/share/cargo/registry'
        }
    }
    $end = @{ Name = 'crates-io'; Title = 'crates.io'; Workspace = $Build.Root; Arguments = @('--locked'); Home = $null }
    if ($Source -ceq 'crates-io') {
        $user = [Environment]::GetEnvironmentVariable('CARGO_HOME')
        if (-not $user) { $user = [IO.Path]::Combine([Environment]::GetFolderPath([Environment+SpecialFolder]::UserProfile), '.cargo') }
        $end.Folder = [IO.Path]::Combine($user, 'registry', 'src')
    }
    else {
        $end.Name = 'folder'
        $end.Title = "the folder $Source"
        $end.Home = Get-OutPath 'cargo-folder'
        $end.Folder = $Source
    }
    $end
}

# Makes the crates available; afterwards Invoke-Cargo finds them.
function Initialize-Crates {
    if ($Build.ContainsKey('Crates')) { return }
    Assert-Tool 'cargo' "Install Rust $(Get-LockedRustVersion) or later (https://rustup.rs), or on Debian 12: apt-get install cargo."
    $end = New-CrateEnd (Get-CrateSource)
    Initialize-CrateEnd $end
    $Build.Crates = $end
    # The tests that compare the options of ours skip themselves.
    if (-not $end.Sqlite) { [Environment]::SetEnvironmentVariable('CSCERT_SYSTEM_SQLITE', '1') }
}

function Initialize-CrateEnd([hashtable] $End) {
    switch ($End.Name) {
        'debian' { Initialize-DebianEnd $End }
        default { Initialize-LockedEnd $End }
    }
    Invoke-WithCrates $End { $Build.Crates.Sqlite = Get-SqliteSource }
    if ($End.Home) { Set-CargoHome $End }
}

# What cargo reads where an end has a home of its own. With SQLite's place in it a cargo that is started by hand links the same one:
# CARGO_HOME=out/cargo cargo test --manifest-path out/debian/Cargo.toml
function Set-CargoHome([hashtable] $End) {
    $file = [IO.Path]::Combine($End.Home, 'config.toml')
    $text = "[source.crates-io]`nreplace-with = 'folder'`n[source.folder]`ndirectory = '$($End.Folder)'`n[net]`noffline = true`n"
    # Said of crates that are what they are, at each build.
    $text += "[future-incompat-report]`nfrequency = 'never'`n"
    if ($End.ContainsKey('Sqlite')) {
        $variables = @{}
        Invoke-WithCrates $End { Add-Sqlite $variables }
        $text += "[env]`n"
        foreach ($name in $variables.Keys | Sort-Names) { $text += "$name = '$($variables[$name])'`n" }
    }
    elseif ([IO.File]::Exists($file) -and [IO.File]::ReadAllText($file).StartsWith($text)) { return }
    Set-FileText $file $text
}

function Initialize-DebianEnd([hashtable] $End) {
    Install-DebianPackages 'debian-packages.txt' (
        'crates.io is not used, and Debian has the crates too. Connect the machine to crates.io, give cargo a mirror in its config.toml, ' +
        'or name a folder that cargo vendor made in CRATES.')
    Set-CargoHome $End
    Set-FileText ([IO.Path]::Combine($End.Workspace, 'Cargo.toml')) ([IO.File]::ReadAllText((Get-RootPath 'Cargo.toml')))
    Invoke-Tool ln @('-sfn', '../../rust', [IO.Path]::Combine($End.Workspace, 'rust'))
    # Made anew each time: the packages may be others by now.
    [IO.File]::Delete([IO.Path]::Combine($End.Workspace, 'Cargo.lock'))
    Invoke-WithEnvironment @{ CARGO_HOME = $End.Home } {
        & cargo generate-lockfile --quiet --offline --manifest-path ([IO.Path]::Combine($End.Workspace, 'Cargo.toml'))
    }
    if ($LASTEXITCODE -ne 0) {
        throw "Debian's crates here are not those of Debian 12 (the reason stands above). Install Rust $(Get-LockedRustVersion) or later from https://rustup.rs and connect to crates.io, or name a folder that cargo vendor made in CRATES."
    }
}

function Initialize-LockedEnd([hashtable] $End) {
    $rust = Get-CompilerVersion
    if ($rust -lt (Get-LockedRustVersion)) { throw (Get-RustAdvice $rust) }
    Assert-OpenSsl
    if ($End.Home) { Set-CargoHome $End }
}

# The headers that the PostgreSQL client's crate `openssl` compiles with on Linux: where they are missing, its build script says so at length.
function Assert-OpenSsl {
    if ((Test-Windows) -or (Test-Mac)) { return }
    # Whoever names its place knows it.
    if (@('OPENSSL_DIR', 'OPENSSL_LIB_DIR') | Where-Object { [Environment]::GetEnvironmentVariable($_) }) { return }
    $install = 'Install OpenSSL 3 with its headers, and pkg-config (on Debian and Ubuntu: apt-get install libssl-dev pkg-config; on Fedora and its ' +
        'kin: dnf install openssl-devel pkgconf-pkg-config; on Alpine: apk add openssl-dev pkgconf), or name its folder in OPENSSL_DIR.'
    Assert-Tool 'pkg-config' $install
    $null = & pkg-config --atleast-version=3 openssl
    if ($LASTEXITCODE -ne 0) { throw "pkg-config finds no OpenSSL 3 to compile with. $install" }
}

# Runs a script block with the crates of another end.
function Invoke-WithCrates([hashtable] $End, [scriptblock] $Script) {
    $before = $Build['Crates']
    $Build.Crates = $End
    try { & $Script }
    finally {
        $Build.Crates = $before
        if (-not $before) { $Build.Remove('Crates') }
    }
}

function Get-CargoVariables {
    $variables = @{ CARGO_TARGET_DIR = (Get-TargetPath) }
    if ($Build.Crates.Home) { $variables.CARGO_HOME = $Build.Crates.Home }
    $variables
}

# Each end has its own, as its workspace has.
function Get-TargetPath {
    [IO.Path]::Combine([string[]](@($Build.Crates.Workspace, 'target') + $args))
}

# What cargo is told; what follows a `--` is no longer its own, and `fmt` looks at no lock.
function Get-CargoArguments([string] $Command, [string[]] $Rest) {
    $arguments = @($Command, '--manifest-path', [IO.Path]::Combine($Build.Crates.Workspace, 'Cargo.toml'))
    if ($Command -ne 'fmt') { $arguments += $Build.Crates.Arguments }
    if (Test-Compiling $Command) { $arguments += @(Get-SqliteArguments) }
    $arguments + $Rest
}

function Test-Compiling([string] $Command) {
    @('build', 'test', 'clippy', 'run', 'bench') -contains $Command
}

function Invoke-Cargo {
    $command, $rest = $args
    $variables = Get-CargoVariables
    if (Test-Compiling $command) { Add-Sqlite $variables }
    Invoke-WithEnvironment $variables { Invoke-Tool 'cargo' (Get-CargoArguments $command $rest) }
}

# The folder of a crate's sources. cargo vendor leaves out the version of a crate's newest one.
function Get-CrateFolder([string] $Name, [string] $Version) {
    $root = $Build.Crates.Folder
    $candidates = @([IO.Path]::Combine($root, "$Name-$Version"))
    if ($Build.Crates.Name -eq 'folder') { $candidates += [IO.Path]::Combine($root, $Name) }
    elseif ([IO.Directory]::Exists($root)) {
        foreach ($registry in [IO.Directory]::GetDirectories($root)) { $candidates += [IO.Path]::Combine($registry, "$Name-$Version") }
    }
    foreach ($candidate in $candidates) {
        if ([IO.Directory]::Exists($candidate)) { return $candidate }
    }
}

# The crates that the manifests name, with their versions.
function Get-DirectCrates {
    $own = 'cscert', 'cscert-postgresql', 'cscert-registry'
    $found = @{}
    Invoke-Cargo tree --workspace --depth 1 --no-dedupe --prefix none --format '{p}' | ForEach-Object {
        $crate = ($_ -replace ' \(.*').Replace(' v', ' ')
        if ($crate -and $own -notcontains ($crate -split ' ')[0]) { $found[$crate] = $true }
    }
    $found.Keys | Sort-Names
}

# One line: what this build is made with.
function Get-Ingredients {
    $sqlite = 'SQLite of the system'
    if ($Build.Crates.Sqlite) { $sqlite = "SQLite $($Build.Crates.Sqlite.Version) of $($Build.Crates.Sqlite.From)" }
    "Rust $(Get-CompilerVersion); $sqlite; crates of $($Build.Crates.Title): $(@(Get-DirectCrates) -join ', ')"
}
