<#
.SYNOPSIS
Installs the package from a folder that is used as a gallery, as docs/packaging.md says it, with PSResourceGet.

.DESCRIPTION
For a full PowerShell 7, with a home folder of its own. Emits what is wrong.
#>
param(
    [Parameter(Mandatory = $true)] [string] $Page,
    [Parameter(Mandatory = $true)] [string] $Packages,
    [Parameter(Mandatory = $true)] [string] $Data
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The lines of the page that name the repository: they register it, install, and update.
$lines = @([IO.File]::ReadAllLines($Page) | Where-Object { $_ -match '^ +\S+-PSResource.*\bLocal\b' } | ForEach-Object { $_.Trim().Replace('FOLDER', "'$Packages'") })
if ($lines.Count -ne 3) { "the page has $($lines.Count) lines about PSResourceGet: $($lines -join '; ')" }
foreach ($line in $lines) { $null = & ([scriptblock]::Create($line)) }

$installed = @(Get-InstalledPSResource CsClientCertificate)
if ($installed.Count -ne 1) { "$($installed.Count) versions are installed" }
Set-Location -LiteralPath ([Environment]::GetFolderPath('UserProfile'))
$null = Import-CsUser -LiteralPath $Data/directory.ldif
Publish-CsClientCertificate -Path $Data/certificates/kenmyer*.cer -WarningAction Ignore
$certificates = @(Get-CsClientCertificate -Identity 'Ken Myer')
if ($certificates.Count -ne 3) { "Ken Myer has $($certificates.Count) certificates" }
if ((Get-Module CsClientCertificate).ModuleBase -notlike "$HOME*") { 'another module was loaded' }
if ("$(Get-Help about_CsClientCertificate)" -notlike '*SHORT DESCRIPTION*') { 'there is no help' }
Remove-Module CsClientCertificate
Uninstall-PSResource CsClientCertificate
if (@(Get-Module -ListAvailable CsClientCertificate | Where-Object { $_.ModuleBase -like "$HOME*" }).Count -gt 0) { 'it is still installed' }
