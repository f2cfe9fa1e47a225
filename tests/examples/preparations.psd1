# What single examples of docs/ need beyond the demo's registry and files, by page and example. The engine's tests read it, and
# run.ps1 beside it. The scripts find a folder of their own in $Folder, which is the current one, and tests/data in $Data.
@{
    # A certificate that is valid today and soon no longer: the demo's ended years ago, or do not end.
    'Find-CsClientCertificate: Example 2' = @'
$key = [Security.Cryptography.ECDsa]::Create()
$request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=terri.chudzik@litwareinc.com', $key, 'SHA256')
$request.CreateSelfSigned([DateTimeOffset]::Now.AddDays(-170), [DateTimeOffset]::Now.AddDays(10)) | Publish-CsClientCertificate
'@
    'Get-CsCertificateAudit: Example 3' = @'
Revoke-CsClientCertificate -Identity 'Nobody' -Force
'@
    'Import-CsUser: Example 1' = @'
Connect-CsCertificateRegistry ./new.db
'@
    # The server's answer, as ldapsearch printed it.
    'Import-CsUser: Example 2' = @'
function ldapsearch { Get-Content ./directory.ldif; $global:LASTEXITCODE = 0 }
'@
    'Import-CsUser: Example 3' = @'
function Get-ADUser {
    [CmdletBinding()] param($Filter, $Properties)
    [pscustomobject]@{
        DistinguishedName = 'CN=Aaron Painter,OU=Sales,DC=litwareinc,DC=com'; Enabled = $true; GivenName = 'Aaron'
        Name = 'Aaron Painter'; ObjectClass = 'user'; ObjectGUID = [guid]'0f0f5a4e-6b0e-4a54-9a0e-2d2f0f7b3c11'
        SamAccountName = 'apainter'; Surname = 'Painter'; UserPrincipalName = 'apainter@litwareinc.com'
    }
}
'@
    'Import-CsUser: Example 5' = @'
[IO.File]::WriteAllText("$Folder/users.csv", "DistinguishedName,DisplayName,SipAddress`n`"CN=Aaron Painter,OU=Sales,DC=litwareinc,DC=com`",Aaron Painter,sip:aaron.painter@litwareinc.com`n")
'@
    # The server's answer, as ldifde spells it.
    'Import-CsUser: Example 6' = @'
function ldifde {
    param($f, $r)
    [IO.File]::WriteAllText("$Folder/users.ldf", ([IO.File]::ReadAllText("$Data/directory.ldif") -replace '(?m)^dn:.*\n( .*\n)*', "`$0changetype: add`n"))
}
'@
    'Publish-CsClientCertificate: Example 1' = @'
Connect-CsCertificateRegistry ./users.db
$null = Import-CsUser ./directory.ldif
'@
    'Publish-CsClientCertificate: Example 2' = @'
Connect-CsCertificateRegistry ./users.db
$null = Import-CsUser ./directory.ldif
'@
    'Publish-CsClientCertificate: Example 3' = @'
Connect-CsCertificateRegistry ./users.db
$null = Import-CsUser ./directory.ldif
# Names with brackets would be wildcards there.
$rows = [IO.File]::ReadAllLines("$Data/certificates/publications.csv") | Where-Object { $_ -notmatch '^reception' } | ForEach-Object { "certificates/$_" }
[IO.File]::WriteAllLines("$Folder/publications.csv", [string[]]($rows -replace '^certificates/File', 'Path'))
'@
    'Publish-CsClientCertificate: Example 4' = @'
[IO.File]::Copy("$Data/certificates-refused/two-users.cer", "$Folder/two-users.cer")
'@
    'Revoke-CsClientCertificate: Example 6' = @'
[IO.File]::WriteAllText("$Folder/leavers-with-reasons.csv", "Identity,Reason`nSteve Bush,AffiliationChanged`nFranz Kohl,Superseded`n")
'@
}
