<#
.SYNOPSIS
The script of docs/nightly.md that passes the audit log on to syslog, with the system's logger and a socket in the place of syslog's.

.DESCRIPTION
For a full PowerShell 7. One line for each test; the exit code is the number of those that failed.
#>
param(
    [Parameter(Mandatory = $true)] [string] $Module,
    [Parameter(Mandatory = $true)] [string] $Folder
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
$failures = 0

function Test-That([string] $Name, $Actual, $Expected) {
    if ("$Actual" -ceq "$Expected") { "passed  $Name" }
    else { $script:failures++; "FAILED  ${Name}: is '$Actual', not '$Expected'" }
}

$registry = [IO.Path]::Combine($Folder, 'registry.db')
$state = [IO.Path]::Combine($Folder, 'forwarded')
$page = [IO.File]::ReadAllText([IO.Path]::Combine($root, 'docs', 'nightly.md'))
$script = [regex]::Match($page, '(?ms)^Linux, to the journal and syslog.*?^```text\n(.*?)^```').Groups[1].Value.Replace('/var/lib/cscert/forwarded', $state)

$socket = [Net.Sockets.Socket]::new([Net.Sockets.AddressFamily]::Unix, [Net.Sockets.SocketType]::Dgram, [Net.Sockets.ProtocolType]::Unspecified)
$socket.Bind([Net.Sockets.UnixDomainSocketEndPoint]::new("$Folder/log"))
$socket.ReceiveTimeout = 30000
$bin = [IO.Directory]::CreateDirectory([IO.Path]::Combine($Folder, 'bin')).FullName
[IO.File]::WriteAllText("$bin/logger", "#!/bin/sh`nexec $((Get-Command logger -CommandType Application)[0].Path) --socket $Folder/log `"`$@`"`n")
& chmod 755 "$bin/logger"
$env:PATH = "${bin}:$env:PATH"

# The Sequence of each message, which is one line of JSON.
function Receive-Entries([int] $Count) {
    $buffer = [byte[]]::new(1MB)
    @(for ($i = 0; $i -lt $Count; $i++) {
            $text = [Text.Encoding]::UTF8.GetString($buffer, 0, $socket.Receive($buffer))
            ($text -replace '^.*? cscert: ' | ConvertFrom-Json).Sequence
        }) -join ' '
}

# What follows the log, until it is stopped.
function Start-Forwarder {
    $shell = [powershell]::Create()
    $null = $shell.AddScript("Import-Module '$Module'; Connect-CsCertificateRegistry -Path '$registry'`n$script")
    $null = $shell.BeginInvoke()
    $shell
}

function Wait-State([string] $Sequence) {
    for ($try = 0; $try -lt 100 -and (Get-Content $state -ErrorAction Ignore) -ne $Sequence; $try++) { [Threading.Thread]::Sleep(100) }
    Get-Content $state
}

try {
    Import-Module $Module
    Connect-CsCertificateRegistry -Path $registry
    # Its entry has the path: longer than logger's messages are by default.
    $deep = [IO.Directory]::CreateDirectory([IO.Path]::Combine($Folder, 'a' * 250, 'b' * 250, 'c' * 250)).FullName
    [IO.File]::Copy("$root/tests/data/directory.ldif", "$deep/directory.ldif")
    $null = Import-CsUser -LiteralPath "$deep/directory.ldif"
    Publish-CsClientCertificate -Path $root/tests/data/certificates/kenmyer*.cer -WarningAction Ignore
    $forwarder = Start-Forwarder
    Test-That 'each entry is a message, a long one too' (Receive-Entries 4) '1 2 3 4'
    Revoke-CsClientCertificate 'Ken Myer'
    Test-That 'a new entry follows' (Receive-Entries 1) '5'
    Test-That 'the last number is kept' (Wait-State '5') '5'
    $forwarder.Stop()
    $forwarder.Dispose()
    Publish-CsClientCertificate -Path $root/tests/data/certificates/steve*.cer -WarningAction Ignore
    $forwarder = Start-Forwarder
    Test-That 'started again it goes on' (Receive-Entries 1) '6'
    $forwarder.Stop()
    Test-That 'without errors' $forwarder.Streams.Error.Count 0
    $forwarder.Dispose()
}
catch { $failures++; "FAILED  $_ $($_.ScriptStackTrace)" }
finally { $socket.Dispose() }
exit $failures
