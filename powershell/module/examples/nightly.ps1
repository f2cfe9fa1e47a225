<#
.SYNOPSIS
The nightly job: imports the directory, publishes certificates, revokes those of leavers, writes the report, keeps the audit log, and
backs the registry up.

.DESCRIPTION
Every step is tried, whatever became of the one before.

Every line of the output has the time (UTC), a word and a text. The worst word decides the exit code:
0  info, warning  everything was done
1  refused        an entry, a file or an export could not be taken; the rest was done
2  failed         a step failed

.PARAMETER Folder
The folder for what the job keeps: report.html, backups and, without -AuditFolder, audit. Only the account of the job may write to it.

.PARAMETER Registry
The file of the registry. The default is that of the module: CS_CERTIFICATE_REGISTRY, which can also have the connection string of a server.

.PARAMETER New
Begins a registry where there is none: for the first night only. Otherwise a registry that is missing, because its disk is not mounted, is a failure.

.PARAMETER Export
The directory export: an LDIF file, or several by a wildcard in the file's name. Together they must contain the whole directory.

.PARAMETER ExportCommand
A script or program that writes the export; its only argument is the path in -Export. It fails if its exit code is not 0.

.PARAMETER Certificates
The files of the certificates that were issued; wildcards are supported.

.PARAMETER AuditFolder
The folder for the audit log: its head (heads.txt) and its new entries (audit-TIME.csv) of each night.

.PARAMETER Log
A file to which the lines are also appended.

.PARAMETER Keep
The number of backups to keep.

.PARAMETER LeaverLimit
The number of leavers whose certificates one night may revoke. If there are more, none is revoked, because revoking is final.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File nightly.ps1 -Folder /var/lib/cscert -Export /var/lib/cscert/export/directory.ldif -Certificates '/srv/certificates/*.cer'
#>
[CmdletBinding()]
param(
    [string] $Folder,
    [string] $Registry,
    [switch] $New,
    [string] $Export,
    [string] $ExportCommand,
    [string] $Certificates,
    [string] $AuditFolder,
    [string] $Log,
    [int] $Keep = 14,
    [int] $LeaverLimit = 100
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Continue'
$ProgressPreference = 'SilentlyContinue'
$exitCode = 0
$stamp = [DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ', [cultureinfo]::InvariantCulture)

# To the console, as Write-Host does; callers get it with 6>&1.
function Show-Line([string] $Line) { $script:PSCmdlet.WriteInformation($Line, [string[]] 'PSHOST') }

# Names can contain anything; a line of the log is one line, without escape codes.
function Write-Line([string] $Word, [string] $Text) {
    $code = [Array]::IndexOf(@('info', 'refused', 'failed'), $Word)
    if ($code -gt $script:exitCode) { $script:exitCode = $code }
    $time = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
    $line = "$time $Word " + ($Text -replace '[\r\n]+', ' ' -replace '[\p{Cc}\p{Cf}\u2028\u2029]', '?')
    Show-Line $line
    if ($Log) {
        try { [IO.File]::AppendAllText($Log, $line + [Environment]::NewLine) }
        catch { $script:exitCode = 2; Show-Line "$time failed log: $($_.Exception.InnerException.Message)" }
    }
}

# Errors and warnings become lines; everything else is passed on.
filter Out-Line([string] $Step, [string] $Word = 'refused') {
    if ($_ -is [Management.Automation.ErrorRecord]) { Write-Line $Word "${Step}: $($_.Exception.Message)" }
    elseif ($_ -is [Management.Automation.WarningRecord]) { Write-Line 'warning' "${Step}: $($_.Message)" }
    else { $_ }
}

function Invoke-Step([string] $Step, [scriptblock] $Script) {
    try { & $Script }
    catch {
        # .NET's own errors come wrapped in one that says which method was called.
        $failure = $_.Exception
        if ($failure -is [Management.Automation.MethodInvocationException]) { $failure = $failure.InnerException }
        Write-Line 'failed' "${Step}: $($failure.Message)"
    }
}

# Whether the export's program did its work. What an earlier night exported must not pass for this night's.
function Invoke-Export {
    if (-not $ExportCommand) { return $true }
    [IO.File]::Delete($Export)
    $global:LASTEXITCODE = 0
    try {
        & $ExportCommand $Export 2>&1 | ForEach-Object { Write-Line 'info' "export: $_" }
        if ($LASTEXITCODE -eq 0) { return $true }
        Write-Line 'refused' "export: $ExportCommand failed with exit code $LASTEXITCODE. Nothing is imported."
    }
    catch { Write-Line 'refused' "export: $($_.Exception.Message) Nothing is imported." }
    $false
}

# An export that was cut off ends within a line or an entry: its last value can be half of it.
function Test-Complete([string] $Path) {
    $stream = [IO.File]::OpenRead($Path)
    try {
        $end = [byte[]]::new([Math]::Min($stream.Length, 4096))
        $null = $stream.Seek(-$end.Length, [IO.SeekOrigin]::End)
        $null = $stream.Read($end, 0, $end.Length)
    }
    finally { $stream.Dispose() }
    # UTF-16 too: what is asked about is ASCII.
    $text = [Text.Encoding]::ASCII.GetString($end) -replace '[\r\0]', ''
    # The remarks of ldapsearch and ldbsearch stand between entries.
    $text -match '\n([ \t]*|#[^\n]*)\n\s*\z'
}

function Import-Export([string[]] $Files, [switch] $Prune) {
    $records = [Collections.Generic.List[object]]::new()
    try { Import-CsUser -LiteralPath $Files -Prune:$Prune 2>&1 3>&1 | ForEach-Object { $records.Add($_) } }
    catch {
        if ($_.FullyQualifiedErrorId -notlike 'PruneRefused,*') { throw }
        Write-Line 'refused' "import: $($_.Exception.Message)"
        $cut = @($Files | Where-Object { -not (Test-Complete $_) })
        if ($cut.Count -eq 0) {
            Write-Line 'info' 'import: importing without -Prune, which marks nobody as gone.'
            Import-Export $Files
            return
        }
        Write-Line 'refused' "import: nothing is imported, because the export seems to be cut off: $($cut -join ', ')"
    }
    $records | Out-Line 'import' | ForEach-Object {
        Write-Line 'info' ("import: $($_.Added) added, $($_.Updated) updated, $($_.Unchanged) unchanged, $($_.Removed) removed, $($_.Rejected) rejected, " +
            "$($_.CertificatesPublished) certificates published.")
    }
}

function Import-Directory {
    if (-not $Export -or -not (Invoke-Export)) { return }
    $path = [IO.Path]::GetFullPath($Export)
    $files = @()
    if ([IO.Directory]::Exists([IO.Path]::GetDirectoryName($path))) {
        $files = @([IO.Directory]::GetFiles([IO.Path]::GetDirectoryName($path), [IO.Path]::GetFileName($path)))
    }
    if ($files.Count -eq 0) {
        Write-Line 'refused' "import: there is no export $Export."
        return
    }
    foreach ($file in $files) {
        $hours = [Math]::Floor(([DateTime]::UtcNow - [IO.File]::GetLastWriteTimeUtc($file)).TotalHours)
        if ($hours -ge 26) { Write-Line 'refused' "import: $file is $hours hours old. Check the program that writes it." }
    }
    Import-Export $files -Prune
}

# -Verbose has a line for every certificate, and the counts.
function Publish-Certificate {
    if (-not $Certificates) { return }
    Publish-CsClientCertificate -Path $Certificates -Verbose 2>&1 3>&1 4>&1 | Out-Line 'publish' | ForEach-Object {
        if ("$_" -like 'Certificates published:*') { Write-Line 'info' "publish: $_" }
    }
}

function Revoke-Leaver {
    $certificates = @(Find-CsClientCertificate -AccountDisabled)
    $users = @{}
    foreach ($certificate in $certificates) { $users["$($certificate.DistinguishedName)"] = $true }
    if ($users.Count -gt $LeaverLimit) {
        Write-Line 'failed' ("leavers: there are $($users.Count), and -LeaverLimit allows $LeaverLimit. Nothing was revoked. " +
            'Find-CsClientCertificate -AccountDisabled lists them; if they have really left, run the job with a larger limit.')
        return
    }
    $revoked = 0
    $certificates | Revoke-CsClientCertificate -Reason AffiliationChanged -PassThru 2>&1 3>&1 | Out-Line 'leavers' 'failed' | ForEach-Object {
        $revoked++
        $whose = if ($_.Identity) { $_.Identity } else { $_.DistinguishedName }
        Write-Line 'info' "leavers: revoked $($_.Thumbprint) of $whose"
    }
    Write-Line 'info' "leavers: Certificates revoked: $revoked, users: $($users.Count)."
}

function Write-Report {
    $place = [IO.Directory]::CreateDirectory($Folder).FullName
    $null = Export-CsClientCertificateReport -Path ([IO.Path]::Combine($place, 'report.html')) 2>&1 3>&1 | Out-Line 'report' 'failed'
}

function Format-CsvLine([object[]] $Values) {
    '"' + (@($Values | ForEach-Object { "$_".Replace('"', '""') }) -join '","') + '"'
}

# Compares the registry with the head that was kept the night before, then keeps the new entries and the new head.
function Save-Audit {
    $null = [IO.Directory]::CreateDirectory($AuditFolder)
    $heads = [IO.Path]::Combine($AuditFolder, 'heads.txt')
    $known = @()
    if ([IO.File]::Exists($heads)) { $known = @([IO.File]::ReadAllLines($heads) | Where-Object { $_ -match ' \d+:[0-9a-fA-F]{64}$' }) }
    $count = 0
    if ($known.Count -gt 0) {
        $head = $known[-1].Split(' ')[-1]
        $count = [long] $head.Split(':')[0]
        $state = Get-CsCertificateRegistry -ExpectedHead $head
    }
    else { $state = Get-CsCertificateRegistry -Check }
    if (-not $state.Healthy) {
        foreach ($finding in $state.Findings) { Write-Line 'failed' "check: $finding" }
        return
    }

    $names = 'Sequence', 'Time', 'User', 'Account', 'LoginUser', 'RemoteCaller', 'Host', 'Process', 'Command', 'Action', 'Outcome', 'Reason', 'Target', 'UserKey', 'Certificates', 'Detail', 'PreviousHash', 'Hash'
    $writer = [IO.StreamWriter]::new([IO.Path]::Combine($AuditFolder, "audit-$stamp.csv"), $false, [Text.UTF8Encoding]::new($true))
    try {
        $writer.WriteLine((Format-CsvLine $names))
        Get-CsCertificateAudit | Where-Object { $_.Sequence -gt $count -and $_.Sequence -le $state.AuditEntryCount } | ForEach-Object {
            $entry = $_
            $writer.WriteLine((Format-CsvLine @($names | ForEach-Object {
                if ($_ -eq 'Time') { $entry.Time.ToUniversalTime().ToString('o', [cultureinfo]::InvariantCulture) } else { $entry.$_ }
            })))
        }
    }
    finally { $writer.Dispose() }
    [IO.File]::AppendAllText($heads, "$stamp $($state.AuditHead)" + [Environment]::NewLine)
    Write-Line 'info' "audit: head $($state.AuditHead)"
}

# An older backup goes only when a new one is there.
function Backup-Registry {
    $backups = [IO.Directory]::CreateDirectory([IO.Path]::Combine($Folder, 'backups')).FullName
    $made = @(Backup-CsCertificateRegistry -Destination ([IO.Path]::Combine($backups, "registry-$stamp.db")) 2>&1 3>&1 | Out-Line 'backup' 'failed')
    if ($made.Count -eq 0) { return }
    Write-Line 'info' "backup: $($made[0].FullName)"
    $all = [string[]] @([IO.Directory]::GetFiles($backups) | Where-Object { $_ -match 'registry-\d{8}T\d{6}Z\.db$' })
    [Array]::Sort($all, [StringComparer]::Ordinal)
    for ($i = 0; $i -lt $all.Length - [Math]::Max($Keep, 1); $i++) {
        # What a session leaves beside a backup that it opened goes with it.
        foreach ($suffix in '', '-wal', '-shm') { [IO.File]::Delete($all[$i] + $suffix) }
    }
}

Invoke-Step 'start' {
    if (-not $Folder) { throw 'The parameter -Folder is missing.' }
    $module = [IO.Path]::Combine($PSScriptRoot, '..', 'CsClientCertificate.psd1')
    if (-not [IO.File]::Exists($module)) { $module = 'CsClientCertificate' }
    Import-Module $module -ErrorAction Stop
    if ($Registry) { Connect-CsCertificateRegistry -Path $Registry }
    try { Get-CsCertificateRegistry 3>&1 | Out-Line 'start' | ForEach-Object { Write-Line 'info' "start: registry $($_.Location)" } }
    catch {
        if (-not $New -or $_.FullyQualifiedErrorId -notlike 'RegistryNotFound,*') { throw }
        Write-Line 'info' 'start: a new registry'
    }
}
if ($exitCode -lt 2) {
    if (-not $AuditFolder) { $AuditFolder = [IO.Path]::Combine($Folder, 'audit') }
    Invoke-Step 'import' { Import-Directory }
    Invoke-Step 'publish' { Publish-Certificate }
    Invoke-Step 'leavers' { Revoke-Leaver }
    Invoke-Step 'report' { Write-Report }
    Invoke-Step 'audit' { Save-Audit }
    Invoke-Step 'backup' { Backup-Registry }
}
Write-Line 'info' "end: exit code $exitCode"
exit $exitCode
