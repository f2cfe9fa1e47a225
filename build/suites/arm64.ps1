# The libraries for linux-arm64, built on linux-x64: what is in them, and the C border from C, run by qemu. Nothing of .NET is run.
$rid = 'linux-arm64'
try {
    Invoke-WithNativeCrates $rid { Initialize-CrossTools $rid }
    Install-DebianPackages 'debian-packages-qemu.txt' "The library for $rid is run with it."
}
catch {
    Add-Skip 'arm64' $_.Exception.Message
    return
}
$library = Build-Native $rid
Test-LinuxNative 'arm64' $rid ([IO.Path]::GetDirectoryName($library))

$system = [IO.Path]::Combine([IO.Path]::DirectorySeparatorChar, 'usr', 'aarch64-linux-gnu')
$openssl = Get-SysrootLibraries (Initialize-ArmSysroot)

# How programs are compiled and run that find shared libraries in these folders.
function Get-Emulation([string[]] $Folders) {
    @{
        Compiler = Get-CCompiler $rid
        Options  = @($Folders | ForEach-Object { "-Wl,-rpath-link,$_" })
        Runner   = @('qemu-aarch64', '-L', $system, '-E', "LD_LIBRARY_PATH=$((@([IO.Path]::Combine($system, 'lib')) + $Folders) -join ':')")
    }
}

Invoke-WithPostgresqlIfAny { Invoke-CabiTests 'arm64' ([IO.Path]::GetDirectoryName($library)) (Get-Emulation $openssl) }

# The one without servers where there is no OpenSSL.
Invoke-WithTemporaryFolder {
    param($folder)
    [IO.File]::Copy(@(Get-NativeFiles $library)[1], [IO.Path]::Combine($folder, 'libcscert.so'))
    Invoke-CabiTests 'arm64' $folder (Get-Emulation) @('server')
}
