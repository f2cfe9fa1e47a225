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

# Lies beside a library of Linux, which needs OpenSSL for servers: it has registries in files only, and needs none.
$FilesOnlyNative = 'libcscert-files.so'

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
    if (-not $natives.ContainsKey('win-x64') -and -not (Test-Windows)) { Start-WindowsNative 'win-x64' }
    foreach ($rid in @('linux-x64', 'win-x64')) {
        if (-not $natives.ContainsKey($rid)) { $natives[$rid] = Build-Native $rid }
    }
    $natives
}

# The libraries of a module's folder by platform.
function Get-PackagedNatives([string] $Module) {
    $natives = @{}
    foreach ($rid in $NativeTargets.Keys) {
        $file = [IO.Path]::Combine($Module, $rid, $NativeTargets[$rid].File)
        if ([IO.File]::Exists($file)) { $natives[$rid] = $file }
    }
    $natives
}

# A platform's library, and the one without servers where it is there.
function Get-NativeFiles([string] $Library) {
    $Library
    $beside = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Library), $FilesOnlyNative)
    if ([IO.File]::Exists($beside)) { $beside }
}

function Build-Native([string] $Rid) {
    Write-Step "Native library for $Rid"
    Invoke-WithNativeCrates $Rid {
        if (-not $Build.Crates.Sqlite) {
            throw "a library that is shipped has SQLite inside, whose source was not to be had. Install npm, or put $($SqlitePackage.Name)-$($SqlitePackage.Release).tgz into $(Get-OutPath 'sqlite')."
        }
        switch ($Rid) {
            'linux-x64' { Build-LinuxNative $Rid }
            'win-x64' { Build-WindowsNative $Rid }
        }
    }
}

# Runs a script block with the crates that a platform's library is made of. A folder that was filled in Linux may have Linux' sources only;
# the library for Windows is Debian's then.
function Invoke-WithNativeCrates([string] $Rid, [scriptblock] $Script) {
    Initialize-Crates
    $end = $Build.Crates
    if ($end.Name -eq 'folder' -and $Rid -eq 'win-x64' -and -not (Test-Windows) -and -not (Test-WindowsSources)) {
        if (-not $end.ContainsKey('Debian')) {
            $end.Debian = New-CrateEnd 'debian'
            Initialize-CrateEnd $end.Debian
        }
        $end = $end.Debian
    }
    Invoke-WithCrates $end $Script
}

# A crate that was left out has an empty library in its place.
function Test-WindowsSources {
    $crate = Invoke-Cargo tree --package winapi --depth 0 --prefix none --target all --format '{p}'
    $name, $version = "$crate" -split ' '
    $library = [IO.Path]::Combine((Get-CrateFolder $name $version.Substring(1)), 'src', 'lib.rs')
    [IO.File]::Exists($library) -and [IO.FileInfo]::new($library).Length -gt 0
}

function Build-LinuxNative([string] $Rid) {
    if ((Get-RuntimeIdentifier) -ne $Rid) {
        throw "the native library for $Rid is built on such a machine. Build it there, and name its folder in CSCERT_NATIVES."
    }
    $source = Get-RootPath 'build' 'native' 'glibc.c'
    $object = New-NativeFile $Rid 'glibc.o'
    Invoke-Tool cc (@('-std=gnu11', '-O2', '-g0', '-fPIC') + @(Get-HardeningFlags $Rid) + @('-c', $source, '-o', $object))
    # One after the other in one place: what they share is compiled once.
    $null = Invoke-NativeBuild $Rid 'cargo' @{ CSCERT_OBJECTS = $object } @() $FilesOnlyNative @('--no-default-features')
    Invoke-NativeBuild $Rid 'cargo' @{ CSCERT_OBJECTS = $object } @() $NativeTargets[$Rid].File
}

function Build-WindowsNative([string] $Rid) {
    if ($Build.WindowsNative) { $Build.WindowsNative.WaitForExit() }
    $recipe = Get-WindowsRecipe $Rid
    Invoke-NativeBuild $Rid $recipe.Cargo $recipe.Variables $recipe.Codegen $NativeTargets[$Rid].File
}

# Begins to build it beside the others: each is linked on one processor for minutes.
function Start-WindowsNative([string] $Rid) {
    Invoke-WithNativeCrates $Rid {
        $recipe = Get-WindowsRecipe $Rid
        $variables, $arguments = Get-NativeCommand $Rid $recipe.Variables $recipe.Codegen (@('build') + $NativePackages)
        $Build.WindowsNative = Start-Beside $recipe.Cargo $arguments $variables
    }
}

# Throws where the machine has not what builds for Windows, and cannot be given it.
function Initialize-WindowsTools([string] $Rid) {
    if ($Build.Crates.Name -eq 'debian') {
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
    Invoke-WithNativeCrates 'win-x64' { Initialize-WindowsTools 'win-x64' }
}

# What compiles a platform's library: for Windows from Debian's crates it is Debian's.
function Get-RustCompiler([string] $Rid) {
    if ($Rid -eq 'win-x64' -and $Build.Crates.Name -eq 'debian') { return '/usr/bin/rustc' }
    $compiler = [Environment]::GetEnvironmentVariable('RUSTC')
    if ($compiler) { $compiler } else { 'rustc' }
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
    $variables = @{ CSCERT_OBJECTS = (Build-VersionResource $Rid) }
    if ($Build.Crates.Name -ne 'debian') {
        return @{ Cargo = 'cargo'; Variables = $variables; Codegen = $codegen }
    }
    # Debian has a standard library for Windows of its own rustc only, which a newer cargo cannot drive.
    $variables += @{
        PATH                                       = '/usr/bin:/bin'
        RUSTC                                      = (Get-RustCompiler $Rid)
        CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER  = 'x86_64-w64-mingw32-gcc-win32'
        # Debian's crate comes without the import libraries; mingw has them.
        WINAPI_NO_BUNDLED_LIBRARIES                = '1'
    }
    @{ Cargo = '/usr/bin/cargo'; Variables = $variables; Codegen = $codegen }
}

# All are named although the first needs the others: so their dependencies have the same features in both libraries of Linux, and are
# compiled once.
$NativePackages = '--package', 'cscert', '--package', 'cscert-registry', '--package', 'cscert-postgresql'

# Returns the library's path, whose name is $File.
function Invoke-NativeBuild([string] $Rid, [string] $Cargo, [hashtable] $Variables, [string[]] $Codegen, [string] $File, [string[]] $Features = @()) {
    Invoke-NativeCargo $Rid $Cargo $Variables $Codegen (@('build') + $NativePackages + $Features)
    $library = New-NativeFile $Rid $File
    $made = [IO.Path]::Combine((Get-NativeTargetPath $Rid), $NativeTargets[$Rid].Target, 'shipped', $NativeTargets[$Rid].File)
    [IO.File]::Copy($made, $library)
    $library
}

# Runs cargo as the libraries of a package are built.
function Invoke-NativeCargo([string] $Rid, [string] $Cargo, [hashtable] $Variables, [string[]] $Codegen, [string[]] $Arguments) {
    $variables, $arguments = Get-NativeCommand $Rid $Variables $Codegen $Arguments
    Invoke-WithEnvironment $variables { Invoke-Tool $Cargo $arguments }
}

# The variables and the arguments of cargo for that.
function Get-NativeCommand([string] $Rid, [hashtable] $Variables, [string[]] $Codegen, [string[]] $Arguments) {
    $flags = @('--remap-path-prefix', "$($Build.Root)=/cscert", '--remap-path-prefix', "$($Build.Crates.Folder)=/crates")
    foreach ($option in @('strip=symbols') + $Codegen) { $flags += '-C', $option }
    $all = Get-CargoVariables
    foreach ($pair in $Variables.GetEnumerator()) { $all[$pair.Key] = $pair.Value }
    $all.CARGO_ENCODED_RUSTFLAGS = $flags -join [string][char]0x1f
    $all.CARGO_TARGET_DIR = Get-NativeTargetPath $Rid
    Add-Sqlite $all $Rid
    # With --target the flags stay away from build scripts.
    $command, $rest = $Arguments
    $all
    , (Get-CargoArguments $command (@('--quiet', '--profile', 'shipped', '--target', $NativeTargets[$Rid].Target) + $rest))
}

# Each platform has its own: cargo lets nobody build in the same place meanwhile.
function Get-NativeTargetPath([string] $Rid) {
    Get-TargetPath 'package' $Rid
}

function New-NativeFile([string] $Rid, [string] $Name) {
    $file = Get-OutPath 'natives' $Rid $Name
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($file))
    [IO.File]::Delete($file)
    $file
}
