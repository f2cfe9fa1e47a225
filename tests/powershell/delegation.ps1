<#
.SYNOPSIS
The roles and the session configurations of the package, read by PowerShell itself; and a session over SSH on the loopback, by a server of
its own.

.DESCRIPTION
For a full PowerShell 7. One line for each test; the exit code is the number of those that failed.
#>
param(
    [Parameter(Mandatory = $true)] [string] $Module,
    [Parameter(Mandatory = $true)] [string] $PowerShell,
    [Parameter(Mandatory = $true)] [string] $Folder
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$data = [IO.Path]::Combine($PSScriptRoot, '..', 'data')
$failures = 0

function Test-That([string] $Name, [scriptblock] $Actual, $Expected) {
    try { $is = "$(& $Actual)" }
    catch { $is = "$($_.FullyQualifiedErrorId): $_" }
    if ($is -clike $Expected) { "passed  $Name" }
    else { $script:failures++; "FAILED  ${Name}: is '$is', not '$Expected'" }
}

function Get-Names([object[]] $Commands) {
    ($Commands | ForEach-Object { $_.Name } | Where-Object { $_ -like '*-Cs*' } | Sort-Object) -join ' '
}

# Installed as from a gallery: below the module's name a folder of the version, and the roles beside it as docs/sharing.md says.
$modules = [IO.Path]::Combine($Folder, 'modules')
$place = [IO.Path]::Combine($modules, 'CsClientCertificate')
$version = [IO.Path]::Combine($place, (Import-PowerShellDataFile $Module).ModuleVersion)
$null = [IO.Directory]::CreateDirectory($place)
Copy-Item ([IO.Path]::GetDirectoryName($Module)) $version -Recurse
$env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
$registry = [IO.Path]::Combine($Folder, 'registry.db')
$env:CS_CERTIFICATE_REGISTRY = $registry
Import-Module CsClientCertificate
$null = Import-CsUser -LiteralPath $data/directory.ldif
Publish-CsClientCertificate -Path $data/certificates/kenmyer*.cer -WarningAction Ignore
$thumbprint = (Get-CsClientCertificate 'Ken Myer')[0].Thumbprint
$commands = @{
    Readers  = 'Find-CsClientCertificate Get-CsClientCertificate Get-CsUser Test-CsClientCertificate'
    Revokers = 'Find-CsClientCertificate Get-CsClientCertificate Get-CsUser Restore-CsClientCertificate Revoke-CsClientCertificate Test-CsClientCertificate'
    Auditors = 'Get-CsCertificateAudit Get-CsCertificateRegistry'
}

# As PowerShell reads it for somebody of a group.
function Open-Session([string] $Group) {
    $configuration = [IO.Path]::Combine($Folder, 'delegation.pssc')
    $text = [IO.File]::ReadAllText([IO.Path]::Combine($version, 'examples', 'delegation.pssc'))
    [IO.File]::WriteAllText($configuration, $text.Replace('C:\ProgramData\CsClientCertificate\registry.db', $registry).Replace(
            'C:\ProgramData\CsClientCertificate\Transcripts', [IO.Path]::Combine($Folder, 'transcripts')))
    $session = [runspacefactory]::CreateRunspace(
        [initialsessionstate]::CreateFromSessionConfigurationFile($configuration, [Func[string, bool]] { param($name) $name -like "*$Group" }.GetNewClosure()))
    $session.Open()
    $session
}

function Invoke-In($Session, [string] $Command, [hashtable] $Parameters = @{}) {
    $shell = [powershell]::Create($Session)
    try {
        $answer = $shell.AddCommand($Command).AddParameters($Parameters).Invoke()
        if ($shell.Streams.Error.Count -gt 0) { throw $shell.Streams.Error[0] }
        $answer
    }
    finally { $shell.Dispose() }
}

Test-That 'roles are not found in the folder of a version' { Open-Session 'Readers' } '*Could not find the role capability*'
Copy-Item ([IO.Path]::Combine($version, 'RoleCapabilities')) $place -Recurse
foreach ($group in $commands.Keys | Sort-Object) {
    Test-That "the commands of $group" {
        $session = Open-Session $group
        Get-Names (Invoke-In $session 'Get-Command')
        $session.Dispose()
    } $commands[$group]
}
foreach ($group in 'Readers', 'Revokers') {
    Test-That "$group test a thumbprint" {
        $session = Open-Session $group
        (Invoke-In $session 'Test-CsClientCertificate' @{ Thumbprint = $thumbprint }).Status
        $session.Dispose()
    } 'Expired'
}
Test-That 'the session has no language' {
    $session = Open-Session 'Readers'
    $session.SessionStateProxy.LanguageMode
    $session.Dispose()
} 'NoLanguage'

# A server of one key and one command, as docs/sharing.md has it, without sudo: everybody is the account that runs this.
$ssh = [IO.Path]::Combine($Folder, 'ssh')
$null = [IO.Directory]::CreateDirectory($ssh)
& chmod 700 $Folder $ssh
& ssh-keygen -q -t ed25519 -N '' -f $ssh/host
& ssh-keygen -q -t ed25519 -N '' -f $ssh/key
$configuration = [IO.Path]::Combine($Folder, 'revoker.pssc')
$text = [IO.File]::ReadAllText([IO.Path]::Combine($version, 'examples', 'delegation-ssh.pssc'))
[IO.File]::WriteAllText($configuration, $text.Replace('/var/lib/cscert', $Folder))
$free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
$free.Start()
$port = $free.LocalEndpoint.Port
$free.Stop()
[IO.File]::WriteAllText("$ssh/config", @"
Port $port
ListenAddress 127.0.0.1
HostKey $ssh/host
PidFile $ssh/pid
AuthorizedKeysFile $ssh/key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
DisableForwarding yes
PermitTTY no
PermitUserRC no
Subsystem powershell $PowerShell -sshs -NoLogo
ForceCommand env PSModulePath=$modules $PowerShell -sshs -NoLogo -ConfigurationFile $configuration
"@)
$account = & id -un
$options = @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR'; BatchMode = 'yes' }
$server = Start-Process -FilePath /usr/sbin/sshd -ArgumentList '-D', '-f', "$ssh/config", '-E', "$ssh/log" -PassThru
try {
    for ($try = 0; $try -lt 50 -and -not [IO.File]::Exists("$ssh/pid"); $try++) { [Threading.Thread]::Sleep(100) }
    $session = New-PSSession -HostName 127.0.0.1 -Port $port -UserName $account -KeyFilePath "$ssh/key" -Options $options
    Test-That 'the commands over SSH' { Get-Names (Invoke-Command $session { Get-Command }) } $commands.Revokers
    Test-That 'a certificate over SSH' { @(Invoke-Command $session { Get-CsClientCertificate -Identity 'Ken Myer' }).Count } '3'
    Test-That 'a thumbprint over SSH' { Invoke-Command $session { Test-CsClientCertificate -Thumbprint $using:thumbprint } | ForEach-Object { $_.Status } } 'Expired'
    foreach ($refused in 'Test-CsClientCertificate -Path /etc/passwd', 'Import-CsUser -Path /etc/passwd', 'Get-CsCertificateAudit', 'Connect-CsCertificateRegistry x',
        'Get-Content /etc/passwd', '/bin/id', 'Import-Module x', '$PSSenderInfo', '"text"', '[IO.File]::ReadAllText("/etc/passwd")') {
        Test-That "refused over SSH: $refused" {
            try { Invoke-Command $session ([scriptblock]::Create($refused)) -ErrorAction Stop }
            catch { if ($_.FullyQualifiedErrorId -match '^(CommandNotFoundException|ScriptsNotAllowed|NamedParameterNotFound)\b') { 'refused' } else { throw } }
        } 'refused'
    }
    Test-That 'revoking over SSH' { @(Invoke-Command $session { Revoke-CsClientCertificate -Identity 'Ken Myer' -Reason KeyCompromise -PassThru }).Count } '3'
    $entry = (Get-CsCertificateAudit -Action Revoke)[-1]
    Test-That 'the audit log of it' { "$($entry.User) $($entry.Target) $($entry.Certificates) $($entry.Reason) '$($entry.RemoteCaller)'" } `
        "$account sip:ken.myer@litwareinc.com 3 KeyCompromise ''"
    $null = Import-PSSession $session -CommandName *-Cs* -AllowClobber -Prefix Far
    Test-That 'imported commands take a pipeline' { [pscustomobject]@{ Identity = 'Ken Myer' } | Get-FarCsUser | ForEach-Object { $_.DisplayName } } 'Ken Myer'
    Remove-PSSession $session
    Test-That 'the transcript has the commands' { [IO.Directory]::GetFiles("$Folder/transcripts").Count -gt 0 } 'True'
    Test-That 'no other program over SSH' {
        $said = & ssh -i "$ssh/key" -p $port -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o BatchMode=yes "$account@127.0.0.1" id '</dev/null' 2>&1
        "$said" -match 'uid='
    } 'False'
}
finally {
    $server.Kill()
}
exit $failures
