# What this machine is, in the words of .NET's runtime identifiers.

function Test-Windows {
    [Environment]::OSVersion.Platform -eq [PlatformID]::Win32NT
}

function Test-Mac {
    [Runtime.InteropServices.RuntimeInformation]::IsOSPlatform([Runtime.InteropServices.OSPlatform]::OSX)
}

function Get-RuntimeIdentifier {
    $system = 'linux'
    if (Test-Windows) { $system = 'win' }
    elseif (Test-Mac) { $system = 'osx' }
    $system + '-' + [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant()
}

function Get-NativeLibraryName {
    if (Test-Windows) { 'cscert.dll' }
    elseif (Test-Mac) { 'libcscert.dylib' }
    else { 'libcscert.so' }
}
