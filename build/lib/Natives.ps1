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

# The platforms of a package: the two that every package has, and what -Platform adds.
function Get-PackagePlatforms {
    'linux-x64', 'win-x64'
    $Build.Platforms
}

# The libraries of a package by platform. Those of the folder that CSCERT_NATIVES names (PLATFORM/FILE) are taken as they are, the others
# of its platforms are built.
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
    foreach ($rid in Get-PackagePlatforms) {
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
            { $_ -like 'linux-*' } { Build-LinuxNative $Rid }
            'win-x64' { Build-WindowsNative $Rid }
        }
    }
}

# Runs a script block with the crates that a platform's library is made of.
function Invoke-WithNativeCrates([string] $Rid, [scriptblock] $Script) {
    Initialize-Crates
    $end = $Build.Crates
    if ($end.Name -ne 'debian' -and (Test-DebianNative $Rid)) {
        if (-not $end.ContainsKey('Debian')) {
            $end.Debian = New-CrateEnd 'debian'
            Initialize-CrateEnd $end.Debian
        }
        $end = $end.Debian
    }
    Invoke-WithCrates $end $Script
}

# Whether a platform's library is made of Debian's crates although others are made of those of Cargo.lock: a folder that was filled in
# Linux may have Linux' sources only, and Rust may have no standard library for another processor.
function Test-DebianNative([string] $Rid) {
    switch ($Rid) {
        'win-x64' { return $Build.Crates.Name -eq 'folder' -and -not (Test-Windows) -and -not (Test-WindowsSources) }
        'linux-arm64' { return -not (Test-RustTarget $Rid) }
    }
    $false
}

# Whether the Rust here has a standard library for a platform.
function Test-RustTarget([string] $Rid) {
    $folder = & rustc --print target-libdir --target $NativeTargets[$Rid].Target
    $LASTEXITCODE -eq 0 -and [IO.Directory]::Exists($folder)
}

# A crate that was left out has an empty library in its place.
function Test-WindowsSources {
    $crate = Invoke-Cargo tree --package winapi --depth 0 --prefix none --target all --format '{p}'
    $name, $version = "$crate" -split ' '
    $library = [IO.Path]::Combine((Get-CrateFolder $name $version.Substring(1)), 'src', 'lib.rs')
    [IO.File]::Exists($library) -and [IO.FileInfo]::new($library).Length -gt 0
}

function Build-LinuxNative([string] $Rid) {
    $recipe = Get-LinuxRecipe $Rid
    $source = Get-RootPath 'build' 'native' 'glibc.c'
    $object = New-NativeFile $Rid 'glibc.o'
    Invoke-Tool (Get-CCompiler $Rid) (@('-std=gnu11', '-O2', '-g0', '-fPIC') + @(Get-HardeningFlags $Rid) + @('-c', $source, '-o', $object))
    $recipe.Variables.CSCERT_OBJECTS = $object
    # One after the other in one place: what they share is compiled once.
    $null = Invoke-NativeBuild $Rid $recipe $FilesOnlyNative @('--no-default-features')
    Invoke-NativeBuild $Rid $recipe $NativeTargets[$Rid].File
}

function Build-WindowsNative([string] $Rid) {
    if ($Build.WindowsNative) { $Build.WindowsNative.WaitForExit() }
    $recipe = Get-WindowsRecipe $Rid
    Invoke-NativeBuild $Rid $recipe $NativeTargets[$Rid].File
}

# Begins to build it beside the others: each is linked on one processor for minutes.
function Start-WindowsNative([string] $Rid) {
    Invoke-WithNativeCrates $Rid {
        $recipe = Get-WindowsRecipe $Rid
        $variables, $arguments = Get-NativeCommand $Rid $recipe (@('build') + $NativePackages)
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
    if (-not (Test-RustTarget $Rid)) {
        throw "Rust has no standard library for Windows here. Run: rustup target add $($NativeTargets[$Rid].Target)"
    }
}

# Throws where a library of the package cannot be built.
function Initialize-NativeTools {
    if ((Get-RuntimeIdentifier) -ne 'linux-x64') {
        throw "a package is made on linux-x64, this is $(Get-RuntimeIdentifier)"
    }
    Invoke-WithNativeCrates 'win-x64' { Initialize-WindowsTools 'win-x64' }
    foreach ($rid in $Build.Platforms) { Invoke-WithNativeCrates $rid { Initialize-CrossTools $rid } }
}

# What compiles a platform's library: for another platform from Debian's crates it is Debian's.
function Get-RustCompiler([string] $Rid) {
    if ($Build.Crates.Name -eq 'debian' -and $Rid -ne (Get-RuntimeIdentifier)) { return $DebianRust.RUSTC }
    $compiler = [Environment]::GetEnvironmentVariable('RUSTC')
    if ($compiler) { $compiler } else { 'rustc' }
}

# Debian has the standard libraries for other platforms of its own rustc only, which a newer cargo cannot drive.
$DebianRust = @{ PATH = '/usr/bin:/bin'; RUSTC = '/usr/bin/rustc' }

# Which cargo builds for Windows here, with which variables and options of the compiler.
function Get-WindowsRecipe([string] $Rid) {
    if (Test-Windows) {
        if ((Get-RuntimeIdentifier) -ne $Rid) {
            throw "the native library for $Rid is built on such a machine. Build it there, and name its folder in CSCERT_NATIVES."
        }
        return @{ Cargo = 'cargo'; Variables = @{}; Options = @() }
    }
    $options = @('-C', 'link-arg=-Wl,--no-insert-timestamp')
    Initialize-WindowsTools $Rid
    $variables = @{ CSCERT_OBJECTS = (Build-VersionResource $Rid) }
    if ($Build.Crates.Name -ne 'debian') {
        return @{ Cargo = 'cargo'; Variables = $variables; Options = $options }
    }
    $variables += $DebianRust + @{
        CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER  = 'x86_64-w64-mingw32-gcc-win32'
        # Debian's crate comes without the import libraries; mingw has them.
        WINAPI_NO_BUNDLED_LIBRARIES                = '1'
    }
    @{ Cargo = '/usr/bin/cargo'; Variables = $variables; Options = $options }
}

# All are named although the first needs the others: so their dependencies have the same features in both libraries of Linux, and are
# compiled once.
$NativePackages = '--package', 'cscert', '--package', 'cscert-registry', '--package', 'cscert-postgresql'

# Returns the library's path, whose name is $File.
function Invoke-NativeBuild([string] $Rid, [hashtable] $Recipe, [string] $File, [string[]] $Features = @()) {
    Invoke-NativeCargo $Rid $Recipe (@('build') + $NativePackages + $Features)
    $library = New-NativeFile $Rid $File
    $made = [IO.Path]::Combine((Get-NativeTargetPath $Rid), $NativeTargets[$Rid].Target, 'shipped', $NativeTargets[$Rid].File)
    [IO.File]::Copy($made, $library)
    $library
}

# Runs cargo as the libraries of a package are built.
function Invoke-NativeCargo([string] $Rid, [hashtable] $Recipe, [string[]] $Arguments) {
    $variables, $arguments = Get-NativeCommand $Rid $Recipe $Arguments
    Invoke-WithEnvironment $variables { Invoke-Tool $Recipe.Cargo $arguments }
}

# The variables and the arguments of cargo for that.
function Get-NativeCommand([string] $Rid, [hashtable] $Recipe, [string[]] $Arguments) {
    $flags = @('--remap-path-prefix', "$($Build.Root)=/cscert", '--remap-path-prefix', "$($Build.Crates.Folder)=/crates", '-C', 'strip=symbols')
    $flags += $Recipe.Options
    $all = Get-CargoVariables
    foreach ($pair in $Recipe.Variables.GetEnumerator()) { $all[$pair.Key] = $pair.Value }
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
