# Real directory servers, changed between imports: Debian's slapd, on a socket of its own, and Samba as an Active Directory.
if (Test-Windows) {
    Add-Skip 'directory' 'slapd comes from Debian'
    return
}
try {
    # slapd alone, without a directory of the system's that would be started with it.
    $null = & sh -c 'echo "slapd slapd/no_configuration boolean true" | debconf-set-selections 2>&1'
    Install-DebianPackages 'debian-packages-directory.txt' 'The test with a real directory'
}
catch {
    Add-Skip 'directory' $_.Exception.Message
    return
}
Invoke-WithTemporaryFolder {
    param($folder)
    $server = Get-RootPath 'tests' 'directory' 'server.sh'
    $place = [IO.Path]::Combine($folder, 'directory')
    Invoke-Tool bash @($server, 'start', $place)
    try {
        & (Get-RootPath 'tests' 'directory' 'directory.ps1') -Module ([IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')) `
            -Server $server -Folder $place -Changes (Get-RootPath 'tests' 'directory' 'changes.ldif') | ForEach-Object {
            if ($_.Fault) { Add-Result 'directory' 0 1 0 @("FAILED: $($_.Name): $($_.Fault)") }
            else { Add-Result 'directory' 1 0 0 }
        }
    }
    finally {
        Invoke-Tool bash @($server, 'stop', $place)
    }
}

# Samba's port numbers are fixed, and it changes owners of files.
$taken = @(389, 636, 3268 | Where-Object {
        try { [Net.Sockets.TcpClient]::new('127.0.0.1', $_).Dispose(); $true } catch { $false }
    })
if ((& id -u) -ne '0') {
    Add-Skip 'directory (Active Directory)' 'Samba needs root to be a domain controller'
    return
}
if ($taken.Count -gt 0) {
    Add-Skip 'directory (Active Directory)' "something else listens on port $($taken -join ', ') of this machine"
    return
}
Invoke-WithTemporaryFolder {
    param($folder)
    $server = Get-RootPath 'tests' 'directory' 'active-directory.sh'
    $place = [IO.Path]::Combine($folder, 'active-directory')
    try {
        Invoke-Tool bash @($server, 'start', $place)
        & (Get-RootPath 'tests' 'directory' 'active-directory.ps1') -Module ([IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')) `
            -Server $server -Folder $place | ForEach-Object {
            if ($_.Fault) { Add-Result 'directory' 0 1 0 @("FAILED: $($_.Name): $($_.Fault)") }
            else { Add-Result 'directory' 1 0 0 }
        }
    }
    finally {
        Invoke-Tool bash @($server, 'stop', $place)
    }
}
