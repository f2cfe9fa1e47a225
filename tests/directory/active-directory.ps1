# A real Active Directory over three nights: after each import the registry says of every user what the directory says, whatever
# tool made the export. Returns one object a check: its name, and what is wrong.
param(
    [string] $Module,
    [string] $Server,
    [string] $Folder
)
$ErrorActionPreference = 'Stop'

function Test-That([string] $Name, $Actual, $Expected) {
    $fault = $null
    if ("$Actual" -cne "$Expected") { $fault = "is '$Actual', not '$Expected'" }
    [pscustomobject]@{ Name = $Name; Fault = $fault }
}

function Invoke-Directory([string] $Action, [string] $How) {
    & bash $Server $Action $Folder $How
    if ($LASTEXITCODE -ne 0) { throw "the directory's $Action $How failed." }
}

function Get-Text([string] $Line) {
    $colon = $Line.IndexOf(':')
    $value = $Line.Substring($colon + 1)
    if ($value.StartsWith(':')) { return [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($value.Substring(1).Trim())) }
    $value.Trim()
}

function Get-Key([string] $Guid, [string] $Name, [string] $Account, [string] $Principal, [string] $DisplayName, [string] $Control, [string] $Sip, [string] $Enabled) {
    "$Guid|$Name|$Account|$Principal|$DisplayName|$Control|$Sip|$($Enabled.ToUpperInvariant())"
}

# What the directory says of its users, read from the directory's own database.
function Get-Truth {
    $lines = [Collections.Generic.List[string]]::new()
    foreach ($line in Invoke-Directory truth) {
        if ($line.StartsWith(' ')) { $lines[$lines.Count - 1] += $line.Substring(1) } else { $lines.Add($line) }
    }
    $lines.Add('')
    $said = @{}
    $users = foreach ($line in $lines) {
        if ($line -eq '') {
            if ($said['objectGUID']) {
                Get-Key $said['objectGUID'] $said['dn'] $said['sAMAccountName'] $said['userPrincipalName'] $said['displayName'] $said['userAccountControl'] `
                    $said['msRTCSIP-PrimaryUserAddress'] $said['msRTCSIP-UserEnabled']
            }
            $said = @{}
        }
        elseif (-not $line.StartsWith('#')) { $said[$line.Substring(0, $line.IndexOf(':'))] = Get-Text $line }
    }
    $sorted = [string[]] @($users)
    [Array]::Sort($sorted, [StringComparer]::Ordinal)
    $sorted -join "`n"
}

function Get-Registry {
    $users = foreach ($user in Get-CsUser) {
        Get-Key $user.Guid $user.Identity $user.SamAccountName $user.UserPrincipalName $user.DisplayName ([int] $user.UserAccountControl) `
            $user.SipAddress "$($user.Enabled)"
    }
    $sorted = [string[]] @($users)
    [Array]::Sort($sorted, [StringComparer]::Ordinal)
    $sorted -join "`n"
}

function Import-Export([string] $How, [switch] $Prune) {
    Invoke-Directory search $How | Import-CsUser -Prune:$Prune -WarningAction Ignore
}

# What an export of the same directory by another tool changes.
function Test-OtherExports([string] $When, [string[]] $Hows) {
    foreach ($how in $Hows) {
        $summary = Import-Export $how -Prune:($how -notlike '*deleted*')
        Test-That "$When, exported once more ($how)" "$($summary.Added) $($summary.Updated) $($summary.Removed) $($summary.Rejected)" '0 0 0 0'
        Test-That "$When, the registry after $how" (Get-Registry) (Get-Truth)
    }
}

$whole = 'plain', 'paged', 'unwrapped', 'extended', 'ldbsearch', 'ldbsearch-extended', 'samba-tool', 'deleted', 'ldbsearch-deleted'
Import-Module $Module
try {
    Connect-CsCertificateRegistry -Path ([IO.Path]::Combine($Folder, 'registry.db'))
    $summary = Import-Export plain
    Test-That 'the first import' "$($summary.Added -gt 10) $($summary.Rejected)" 'True 0'
    Test-That 'the registry after the first import' (Get-Registry) (Get-Truth)
    Test-That 'computers' @(Get-CsUser -LdapFilter '(sAMAccountName=*$)').Count 0
    Test-OtherExports 'the first evening' ($whole + 'catalog')
    $holders = 'ppinilla', 'kenmyer', 'leaver', 'returner', 'twin'
    $kept = foreach ($account in $holders) {
        Invoke-Directory certificate $account
        Publish-CsClientCertificate -LiteralPath ([IO.Path]::Combine($Folder, "$account.pem"))
        Get-CsUser "$account@contoso.test"
    }
    $pilar = Get-CsUser 'Pilar Pinilla'
    $ken = Get-CsUser 'Ken Myer'
    $leaver = Get-CsUser 'To Leave'
    $returner = Get-CsUser 'To Return'
    $sid = $pilar.Attributes['objectSid']
    Test-That 'a security identifier is text' $sid.StartsWith('S-1-5-21-') 'True'
    Test-That 'a user by security identifier' (Get-CsUser -LdapFilter "(objectSid=$sid)").Identity $pilar.Identity

    # A deleted object in the export is gone without -Prune.
    Invoke-Directory night 1
    $summary = Import-Export deleted
    Test-That 'the first night' "$($summary.Added) $($summary.Removed) $($summary.Rejected)" '0 2 0'
    Test-That 'the registry after the first night' (Get-Registry) (Get-Truth)
    Test-OtherExports 'the first night' $whole

    Invoke-Directory night 2
    $summary = Import-Export ldbsearch -Prune
    Test-That 'the second night' "$($summary.Added) $($summary.Removed) $($summary.Rejected)" '1 1 0'
    Test-That 'the registry after the second night' (Get-Registry) (Get-Truth)
    Test-That 'an account made anew is another' ((Get-CsUser 'Ken Myer').Guid -eq $ken.Guid) 'False'
    Test-OtherExports 'the second night' $whole

    Invoke-Directory night 3
    $summary = Import-Export paged -Prune
    Test-That 'the third night' "$($summary.Added) $($summary.Removed) $($summary.Rejected)" '0 0 0'
    Test-That 'the registry after the third night' (Get-Registry) (Get-Truth)
    Test-That 'who is back' (Get-CsUser 'To Return').Guid $returner.Guid
    Test-OtherExports 'the third night' $whole
    foreach ($user in $kept) {
        Test-That "the certificates of $($user.Identity)" @(Get-CsClientCertificate $user -WarningAction Ignore).Count 1
    }
    Test-That 'the certificates of the new account' @(Get-CsClientCertificate 'CN=Ken Myer,OU=People,DC=contoso,DC=test' -WarningAction Ignore).Count 0
    Test-That 'who left with certificates' @(Find-CsClientCertificate -AccountDisabled).Count 2

    # The packaged job over this directory: a search that fails, a bad entry, and a night when all is well.
    $job = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Module), 'examples', 'nightly.ps1')
    $program = [IO.Path]::Combine($Folder, 'export.sh')
    foreach ($account in 'disabled', 'jose') { Invoke-Directory certificate $account }
    foreach ($night in @(
            @{ Name = 'the job, when the search fails'; Code = 1; Revoked = 3; After = 'exit 51' }
            @{ Name = 'the job, with a bad entry'; Code = 1; Revoked = 4; After = 'printf "dn: CN=Bad,DC=contoso,DC=test\ncn:: !\n\n" >>"$1"' }
            @{ Name = 'the job, when all is well'; Code = 0; Revoked = 5; After = '' }
        )) {
        [IO.File]::WriteAllText($program, "#!/bin/sh`nbash '$Server' search '$Folder' listed >`"`$1`"`n$($night.After)`n")
        & chmod 700 $program
        $lines = @(& $job -Folder ([IO.Path]::Combine($Folder, 'job')) -ExportCommand $program -Export ([IO.Path]::Combine($Folder, 'export.ldif')) `
                -Certificates ([IO.Path]::Combine($Folder, '[dj]*.pem')) 6>&1 | ForEach-Object { "$_" })
        Test-That $night.Name $LASTEXITCODE $night.Code
        Test-That "$($night.Name): certificates revoked" @(Find-CsClientCertificate -IncludeRevoked | Where-Object { $_.RevokedBy }).Count $night.Revoked
        Test-That "$($night.Name): certificates of leavers" @(Find-CsClientCertificate -AccountDisabled).Count 0
        Test-That "$($night.Name): lines that are none" @($lines | Where-Object { $_ -notmatch '^\S+Z (info|warning|refused|failed) \P{Cc}+$' }).Count 0
        # After the first, somebody is disabled and somebody else deleted.
        if ($night.Revoked -eq 3) { Invoke-Directory night 4 }
        # Backups are named by the second.
        [Threading.Thread]::Sleep(1000)
    }
    Test-That 'the registry after the job' (Get-Registry) (Get-Truth)
    Test-That 'the domain as the listed attributes name it' (Get-CsUser 'CONTOSO\comma').SamAccountName 'comma'
    Test-That 'health' (Get-CsCertificateRegistry -Check).Healthy 'True'
}
finally {
    Remove-Module CsClientCertificate
}
