# A directory that lives: it is imported, changes, and is imported again. Returns one object a check: its name, and what is wrong.
param(
    [string] $Module,
    [string] $Server,
    [string] $Folder,
    [string] $Changes
)
$ErrorActionPreference = 'Stop'

function Test-That([string] $Name, $Actual, $Expected) {
    $fault = $null
    if ("$Actual" -cne "$Expected") { $fault = "is '$Actual', not '$Expected'" }
    [pscustomobject]@{ Name = $Name; Fault = $fault }
}

function Get-Counts($Summary) {
    "added $($Summary.Added), updated $($Summary.Updated), unchanged $($Summary.Unchanged), removed $($Summary.Removed), rejected $($Summary.Rejected)"
}

function Search-Directory { & bash $Server search $Folder }

Import-Module $Module
try {
    Connect-CsCertificateRegistry -Path ([IO.Path]::Combine($Folder, 'registry.db'))
    Test-That 'the first import' (Get-Counts (Search-Directory | Import-CsUser)) 'added 52, updated 0, unchanged 0, removed 0, rejected 0'
    Test-That 'the same again' (Get-Counts (Search-Directory | Import-CsUser)) 'added 0, updated 0, unchanged 52, removed 0, rejected 0'
    $ken = Get-CsUser 'Ken Myer'
    $pilar = Get-CsUser 'Pilar Pinilla'
    $lee = Get-CsUser 'Lee Oliver'
    Publish-CsClientCertificate -WarningAction Ignore -LiteralPath ([IO.Path]::Combine([IO.Path]::GetDirectoryName($Server), '..', 'data', 'certificates', 'ppinilla-desktop.cer'))

    & bash $Server change $Folder $Changes
    if ($LASTEXITCODE -ne 0) { throw 'the directory refused the changes.' }
    Test-That 'the import after the changes' (Get-Counts (Search-Directory | Import-CsUser -Prune -WarningAction Ignore)) `
        'added 2, updated 2, unchanged 48, removed 2, rejected 0'
    Test-That 'what was changed' (Get-CsUser 'Ken Myer').Department 'Treasury'
    Test-That 'what was cleared' ($null -eq (Get-CsUser 'Ken Myer').Title) 'True'
    $moved = Get-CsUser -Filter "Guid -eq '$($pilar.Guid)'"
    Test-That 'who moved' $moved.Identity 'cn=Pilar Pinilla-Smith,ou=IT,dc=litwareinc,dc=com'
    Test-That 'the certificates of who moved' @(Get-CsClientCertificate $pilar).Count 1
    Test-That 'who is gone' @(Get-CsUser | Where-Object { $_.DisplayName -eq 'Terri Chudzik' }).Count 0
    $new = Get-CsUser 'Lee Oliver'
    Test-That 'an account made anew is another' ($new.Guid -eq $lee.Guid) 'False'
    Test-That 'who is new' (Get-CsUser 'Aaron Painter').SipAddress 'sip:aaron.painter@litwareinc.com'
    Test-That 'users that the directory has' @(Get-CsUser).Count 50
    Test-That 'once more' (Get-Counts (Search-Directory | Import-CsUser -Prune)) 'added 0, updated 0, unchanged 52, removed 0, rejected 0'
    Test-That 'health' (Get-CsCertificateRegistry -Check).Healthy 'True'
}
finally {
    Remove-Module CsClientCertificate
}
