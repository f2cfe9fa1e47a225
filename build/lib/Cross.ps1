# Libraries of Linux, for the processor of this machine or for another one.

# Which cargo builds for a platform, with which variables and options of the compiler.
function Get-LinuxRecipe([string] $Rid) {
    if ((Get-RuntimeIdentifier) -eq $Rid) { return @{ Cargo = 'cargo'; Variables = @{}; Options = @() } }
    Initialize-CrossTools $Rid
    $sysroot = Initialize-ArmSysroot
    # What differs among processors has a folder of its own beside the other headers.
    $headers = [IO.Path]::Combine($sysroot, 'usr', 'include')
    $recipe = @{
        Cargo     = 'cargo'
        Variables = @{
            CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER = (Get-CCompiler $Rid)
            AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_LIB_DIR     = (Get-SysrootLibraries $sysroot)
            AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_INCLUDE_DIR = $headers
            CFLAGS_aarch64_unknown_linux_gnu              = "-I$([IO.Path]::Combine($headers, 'aarch64-linux-gnu'))"
        }
        Options   = @()
    }
    if ($Build.Crates.Name -eq 'debian') {
        $recipe.Cargo = '/usr/bin/cargo'
        $recipe.Variables += $DebianRust
        $recipe.Options = '--sysroot', [IO.Path]::Combine($sysroot, 'usr')
    }
    $recipe
}

# Throws where the machine has not what builds for another processor, and cannot be given it.
function Initialize-CrossTools([string] $Rid) {
    if ($Rid -ne 'linux-arm64' -or (Get-RuntimeIdentifier) -ne 'linux-x64') {
        throw "the native library for $Rid is built on such a machine. Build it there, and name its folder in CSCERT_NATIVES."
    }
    Install-DebianPackages 'debian-packages-arm64.txt' "The library for $Rid is built with them."
}

# What the library for linux-arm64 is compiled and linked with beside the C library.
function Initialize-ArmSysroot {
    Initialize-Sysroot 'arm64' 'debian-packages-arm64-sysroot.txt'
}

function Get-SysrootLibraries([string] $Sysroot) {
    [IO.Path]::Combine($Sysroot, 'usr', 'lib', 'aarch64-linux-gnu')
}
