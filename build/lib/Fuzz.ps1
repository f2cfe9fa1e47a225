# The fuzzers of tests/fuzz: libFuzzer drives the C border, AddressSanitizer watches it. The same library, with debug checks and
# panics on demand, serves the tests of the border's abuse.

# The fuzzers that -Filter names.
function Get-Fuzzers {
    [IO.Directory]::GetFiles((Get-RootPath 'tests' 'fuzz'), '*.c') |
        ForEach-Object { [IO.Path]::GetFileNameWithoutExtension($_) } | Where-Object { Test-Wanted $_ } | Sort-Names
}

# What a fuzzer's inputs need beyond the usual: sequences say little while they are short, and nothing more when they are very long.
$FuzzerOptions = @{
    calls    = '-len_control=0', '-max_len=256'
    registry = '-len_control=0', '-max_len=256'
}

# The C programs that -Filter names and that run under AddressSanitizer: those of tests/cabi, less the one that needs a PostgreSQL server, and
# those of tests/sanitized.
function Get-SanitizedPrograms {
    [IO.Directory]::GetFiles((Get-RootPath 'tests' 'cabi'), '*.c') + [IO.Directory]::GetFiles((Get-RootPath 'tests' 'sanitized'), '*.c') |
        Where-Object { $name = [IO.Path]::GetFileNameWithoutExtension($_); $name -ne 'server' -and (Test-Wanted $name) }
}

# Why the fuzzers cannot be built here; nothing if they can. Installs what is missing where that is allowed.
function Get-FuzzHindrance {
    if (Test-Windows) { return 'the fuzzers are built for Linux' }
    if (-not (Test-FuzzTools) -and (Test-Tool 'apt-get') -and (& id -u) -eq '0') {
        Write-Step 'Installing clang and its runtime libraries'
        & sh -c 'export DEBIAN_FRONTEND=noninteractive; set -- apt-get install -y -qq --no-install-recommends clang libclang-rt-14-dev;
            "$@" >/dev/null 2>&1 || { apt-get update -qq && "$@" >/dev/null 2>&1; }'
    }
    if (-not (Test-FuzzTools)) {
        return 'clang with libFuzzer is not installed (as root: apt-get install clang libclang-rt-14-dev)'
    }
}

function Test-FuzzTools {
    if (-not (Test-Tool 'clang')) { return $false }
    # Nothing but the name comes back where there is no such file.
    $library = & clang '-print-file-name=libclang_rt.fuzzer-x86_64.a'
    if (-not [IO.File]::Exists($library)) {
        $library = & clang '-print-runtime-dir'
        $library = [IO.Path]::Combine($library, 'libclang_rt.fuzzer-x86_64.a')
    }
    [IO.File]::Exists($library)
}

# How the library for fuzzing is built. A target of its own name keeps the flags away from build scripts.
$FuzzLibraryArguments = '--quiet', '--package', 'cscert', '--features', 'panics', '--profile', 'fuzz', '--target', 'x86_64-unknown-linux-gnu'

function Get-FuzzVariables {
    $flags = '-Cpasses=sancov-module', '-Cllvm-args=-sanitizer-coverage-level=4',
        '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters', '-Cllvm-args=-sanitizer-coverage-pc-table',
        '-Cllvm-args=-sanitizer-coverage-trace-compares', '--cfg', 'fuzzing', '-Ccodegen-units=1', '-Zsanitizer=address'
    @{ RUSTC_BOOTSTRAP = '1'; RUSTFLAGS = ($flags -join ' ') }
}

# Begins to build it beside what leaves a processor idle, if the fuzzers are still to come.
function Start-FuzzLibrary {
    if ($Build.FuzzLibrary -or $Build.Coming -notcontains 'fuzz' -or (Get-FuzzHindrance)) { return }
    $variables = (Get-CargoVariables) + (Get-FuzzVariables)
    Add-Sqlite $variables
    $Build.FuzzLibrary = Start-Beside 'nice' (@('cargo') + (Get-CargoArguments 'build' $FuzzLibraryArguments)) $variables
}

# Builds the library for fuzzing and returns its path.
function Build-FuzzLibrary {
    if ($Build.FuzzLibrary) { $Build.FuzzLibrary.WaitForExit() }
    Invoke-WithEnvironment (Get-FuzzVariables) { Invoke-Cargo build @FuzzLibraryArguments }
    Get-TargetPath 'x86_64-unknown-linux-gnu' 'fuzz' 'libcscert.a'
}

# Links a C program with that library, whose OpenSSL is the system's, and whose SQLite may be.
function Build-WithSanitizer([string] $Sanitizers, [string] $Source, [string] $Program, [string] $Library) {
    $sqlite = @()
    if (-not $Build.Crates.Sqlite) { $sqlite = @('-lsqlite3') }
    $arguments = @('-std=gnu11', '-Wall', '-Wextra', '-Werror', '-g', '-O1', "-fsanitize=$Sanitizers",
        '-I', (Get-RootPath 'include'), '-o', $Program, $Source, $Library) + $sqlite + @('-lssl', '-lcrypto', '-lpthread', '-ldl', '-lm')
    Invoke-Tool clang $arguments
}

# Runs one fuzzer for so many seconds from its corpus and the seeds of these folders; what it finds lies in out/fuzz. Its exit code is
# that of the last tool.
function Invoke-Fuzzer([string] $Name, [string] $Program, [double] $Seconds, [string[]] $Seeds) {
    $found = Get-OutPath 'fuzz' $Name
    $null = [IO.Directory]::CreateDirectory($found)
    $saved = Get-RootPath 'tests' 'fuzz' 'corpus' $Name
    # Found inputs come first: new ones are written there.
    $folders = @($found) + @(@($saved) + $Seeds | Where-Object { [IO.Directory]::Exists($_) })
    $arguments = @('-timeout=120', '-rss_limit_mb=2048', '-print_final_stats=1', '-verbosity=1',
        "-artifact_prefix=$([IO.Path]::Combine((Get-OutPath 'fuzz'), $Name))-", "-max_total_time=$([int][Math]::Max(1, $Seconds))")
    $words = Get-RootPath 'tests' 'fuzz' "$Name.dict"
    if ([IO.File]::Exists($words)) { $arguments += "-dict=$words" }
    if ($FuzzerOptions[$Name]) { $arguments += $FuzzerOptions[$Name] }
    # A fuzzer that dies in its own handler would wait for ever.
    & timeout -k 10 ([int]$Seconds + 900) $Program @arguments @folders 2>&1 | ForEach-Object {
        $line = "$_"
        if ($line -match '^stat::number_of_executed_units:\s*(\d+)') { "figures: $($Matches[1]) inputs" }
        elseif ($line -cmatch 'ERROR:|SUMMARY:|does not hold|Test unit written|panicked at|Internal error') { $line }
    }
}

# Runs the fuzzers, each for its share of `Seconds`, and before that the C programs under AddressSanitizer. With -PublicSeeds the
# fuzzers also start from public test suites.
function Invoke-FuzzParts([string] $SuiteName, [double] $Seconds, [switch] $PublicSeeds) {
    $programs = @(Get-SanitizedPrograms)
    $fuzzers = @(Get-Fuzzers)
    if ($programs.Count + $fuzzers.Count -eq 0) { return }
    $hindrance = Get-FuzzHindrance
    if (-not $hindrance) {
        try {
            $library = Build-FuzzLibrary
        }
        catch {
            $hindrance = "this Rust cannot build for AddressSanitizer: $($_.Exception.Message)"
        }
    }
    if ($hindrance) {
        Add-Skip $SuiteName $hindrance
        return
    }
    if ($PublicSeeds) {
        $hindrance = Get-PublicSeedsHindrance
        if ($hindrance) { Add-Skip $SuiteName "seeds of public test suites: $hindrance" }
    }
    Invoke-WithTemporaryFolder {
        param($folder)
        foreach ($source in $programs) { Test-SanitizedProgram $SuiteName $folder $source $library }
        foreach ($name in $fuzzers) {
            $program = [IO.Path]::Combine($folder, "fuzz-$name")
            Build-WithSanitizer 'fuzzer,address' (Get-RootPath 'tests' 'fuzz' "$name.c") $program $library
            $seeds = @(Get-FuzzSeeds $name)
            if ($PublicSeeds) { $seeds += Get-PublicSeeds $name }
            Invoke-Fuzzer $name $program ($Seconds / $fuzzers.Count) $seeds | ForEach-Object { "fuzz ${name}: $_" }
            if ($LASTEXITCODE -eq 0) { Add-Result $SuiteName 1 0 0 }
            else { Add-Result $SuiteName 0 1 0 @("FAILED: fuzzer ${name}: exit code $LASTEXITCODE; the input lies in out/fuzz") }
        }
    }
}

function Test-SanitizedProgram([string] $SuiteName, [string] $Folder, [string] $Source, [string] $Library) {
    $name = [IO.Path]::GetFileNameWithoutExtension($Source)
    $program = [IO.Path]::Combine($Folder, $name)
    Build-WithSanitizer 'address' $Source $program $Library
    $work = [IO.Path]::Combine($Folder, "$name.work")
    $null = [IO.Directory]::CreateDirectory($work)
    $last = ''
    & $program (Get-RootPath 'tests' 'data') $work | ForEach-Object { $last = $_; if ("$_" -like 'figures:*') { "${name}: $_" } }
    if ($LASTEXITCODE -eq 0) { Add-Result $SuiteName 1 0 0 }
    elseif ($LASTEXITCODE -eq 77) { Add-Skip $SuiteName "${name}: $last" }
    else { Add-Result $SuiteName 0 1 0 @("FAILED: $name under AddressSanitizer: exit code $LASTEXITCODE") }
}
