# The native libraries as they are shipped: SQLite inside, no symbols, and no path of the machine that built them.

# What each platform's library is called, and what builds it. Other platforms' folders have the same form of name.
$NativeTargets = @{
    'linux-x64'   = @{ File = 'libcscert.so'; Target = 'x86_64-unknown-linux-gnu' }
    'linux-arm64' = @{ File = 'libcscert.so'; Target = 'aarch64-unknown-linux-gnu' }
    'win-x64'     = @{ File = 'cscert.dll'; Target = 'x86_64-pc-windows-gnu' }
    'win-arm64'   = @{ File = 'cscert.dll'; Target = 'aarch64-pc-windows-gnullvm' }
    'osx-x64'     = @{ File = 'libcscert.dylib'; Target = 'x86_64-apple-darwin' }
    'osx-arm64'   = @{ File = 'libcscert.dylib'; Target = 'aarch64-apple-darwin' }
}

# The libraries of a package by platform. Those of the folder that CSCERT_NATIVES names (PLATFORM/FILE) are taken as they are, the two
# that every package has are built otherwise.
function Get-Natives {
    $natives = @{}
    $given = [Environment]::GetEnvironmentVariable('CSCERT_NATIVES')
    foreach ($rid in $NativeTargets.Keys) {
        if ($given) {
            $file = [IO.Path]::Combine([IO.Path]::GetFullPath($given), $rid, $NativeTargets[$rid].File)
            if ([IO.File]::Exists($file)) { $natives[$rid] = $file }
        }
    }
    foreach ($rid in @('linux-x64', 'win-x64')) {
        if (-not $natives.ContainsKey($rid)) { $natives[$rid] = Build-Native $rid }
    }
    $natives
}

function Build-Native([string] $Rid) {
    Write-Step "Native library for $Rid"
    Initialize-Crates
    switch ($Rid) {
        'linux-x64' { Build-LinuxNative $Rid }
        'win-x64' { Build-WindowsNative $Rid }
    }
}

function Build-LinuxNative([string] $Rid) {
    if ((Get-RuntimeIdentifier) -ne $Rid) {
        throw "the native library for $Rid is built on such a machine. Build it there, and name its folder in CSCERT_NATIVES."
    }
    $variables = @{}
    if ($Build.Crates -eq 'debian') {
        Add-StaticSqlite $variables (Build-Sqlite $Rid 'cc' 'ar' @('-fPIC', '-fstack-protector-strong'))
    }
    # Its name changes with its text: cargo links anew where the arguments are others, and looks into no object.
    $source = Get-RootPath 'build' 'native' 'glibc.c'
    $object = "glibc-$((Get-Sha256 $source).Substring(0, 16)).o"
    Invoke-Tool cc @('-std=gnu11', '-O2', '-g0', '-fPIC', '-c', $source, '-o', (New-NativeFile $Rid $object))
    # A relative path: cargo mixes linker arguments into the names of symbols, and runs the linker in the root.
    Invoke-NativeBuild $Rid 'cargo' $variables @("link-arg=out/natives/$Rid/$object")
}

function Build-WindowsNative([string] $Rid) {
    $recipe = Get-WindowsRecipe $Rid
    Invoke-NativeBuild $Rid $recipe.Cargo $recipe.Variables $recipe.Codegen
}

# Throws where the machine has not what builds for Windows, and cannot be given it.
function Initialize-WindowsTools([string] $Rid) {
    if ($Build.Crates -eq 'debian') {
        Install-DebianPackages 'debian-packages-windows.txt' 'The library for Windows is built with them.'
        return
    }
    Assert-Tool 'x86_64-w64-mingw32-gcc' 'It links the library for Windows (on Debian: apt-get install gcc-mingw-w64-x86-64).'
    $folder = & rustc --print target-libdir --target $NativeTargets[$Rid].Target
    if ($LASTEXITCODE -ne 0 -or -not [IO.Directory]::Exists($folder)) {
        throw "Rust has no standard library for Windows here. Run: rustup target add $($NativeTargets[$Rid].Target)"
    }
}

# Throws where the libraries that every package has cannot be built.
function Initialize-NativeTools {
    if ((Get-RuntimeIdentifier) -ne 'linux-x64') {
        throw "a package is made on linux-x64, this is $(Get-RuntimeIdentifier)"
    }
    Initialize-Crates
    Initialize-WindowsTools 'win-x64'
}

# Which cargo builds for Windows here, with which variables and options of the code generator.
function Get-WindowsRecipe([string] $Rid) {
    if (Test-Windows) {
        if ((Get-RuntimeIdentifier) -ne $Rid) {
            throw "the native library for $Rid is built on such a machine. Build it there, and name its folder in CSCERT_NATIVES."
        }
        return @{ Cargo = 'cargo'; Variables = @{}; Codegen = @() }
    }
    $codegen = @('link-arg=-Wl,--no-insert-timestamp')
    Initialize-WindowsTools $Rid
    if ($Build.Crates -eq 'crates-io') {
        return @{ Cargo = 'cargo'; Variables = @{}; Codegen = $codegen }
    }
    # Debian has a standard library for Windows of its own rustc only, which a newer cargo cannot drive.
    $compiler = 'x86_64-w64-mingw32-gcc-win32'
    $variables = @{
        PATH                                       = '/usr/bin:/bin'
        RUSTC                                      = '/usr/bin/rustc'
        CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER  = $compiler
        # Debian's crate comes without the import libraries; mingw has them.
        WINAPI_NO_BUNDLED_LIBRARIES                = '1'
    }
    Add-StaticSqlite $variables (Build-Sqlite $Rid $compiler 'x86_64-w64-mingw32-ar' @())
    @{ Cargo = '/usr/bin/cargo'; Variables = $variables; Codegen = $codegen }
}

function Add-StaticSqlite([hashtable] $Variables, [string] $Folder) {
    $Variables.SQLITE3_STATIC = '1'
    $Variables.SQLITE3_LIB_DIR = $Folder
    $Variables.SQLITE3_NO_PKG_CONFIG = '1'
}

# Returns the library's path.
function Invoke-NativeBuild([string] $Rid, [string] $Cargo, [hashtable] $Variables, [string[]] $Codegen) {
    Invoke-NativeCargo $Rid $Cargo $Variables $Codegen @('build', '--package', 'cscert', '--package', 'cscert-registry')
    $library = New-NativeFile $Rid $NativeTargets[$Rid].File
    $made = Get-RootPath 'target' 'package' $NativeTargets[$Rid].Target 'release' $NativeTargets[$Rid].File
    [IO.File]::Copy($made, $library)
    $library
}

# Runs cargo as the libraries of a package are built.
function Invoke-NativeCargo([string] $Rid, [string] $Cargo, [hashtable] $Variables, [string[]] $Codegen, [string[]] $Arguments) {
    $flags = @('--remap-path-prefix', "$($Build.Root)=/cscert", '--remap-path-prefix', "$(Get-CrateFolder)=/crates")
    foreach ($option in @('strip=symbols') + $Codegen) { $flags += '-C', $option }
    $Variables.CARGO_ENCODED_RUSTFLAGS = $flags -join [string][char]0x1f
    $Variables.CARGO_TARGET_DIR = Get-RootPath 'target' 'package'
    if ($Build.Crates -eq 'debian') { $Variables.CARGO_HOME = Get-OutPath 'cargo' }
    $sqlite = @(Get-SqliteArguments)
    Invoke-WithEnvironment $Variables {
        # With --target the flags stay away from build scripts. The command comes first; what follows a `--` is no longer cargo's.
        $command, $rest = $Arguments
        Invoke-Tool $Cargo (@($command, '--quiet', '--release', '--target', $NativeTargets[$Rid].Target) + $sqlite + $rest)
    }
}

function New-NativeFile([string] $Rid, [string] $Name) {
    $file = Get-OutPath 'natives' $Rid $Name
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($file))
    [IO.File]::Delete($file)
    $file
}

# Where the crates' sources lie.
function Get-CrateFolder {
    if ($Build.Crates -eq 'debian') { return '/usr/share/cargo/registry' }
    $cargo = [Environment]::GetEnvironmentVariable('CARGO_HOME')
    if (-not $cargo) {
        $cargo = [IO.Path]::Combine([Environment]::GetFolderPath([Environment+SpecialFolder]::UserProfile), '.cargo')
    }
    [IO.Path]::Combine($cargo, 'registry', 'src')
}
