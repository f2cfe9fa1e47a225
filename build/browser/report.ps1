# A report to look at: the demo's directory, with certificates that end in the coming months, so that every part of the page has
# something to show, and a user whose name is markup.
param(
    [string] $Module,
    [string] $Data,
    [string] $Registry,
    [string] $Report
)

$key = [Security.Cryptography.ECDsa]::Create()
$signer = [Security.Cryptography.X509Certificates.X509SignatureGenerator]::CreateForECDsa($key)
$issuer = [Security.Cryptography.X509Certificates.X500DistinguishedName]::new('CN=Communications Server')

function New-ClientCertificate([string] $Subject, [DateTimeOffset] $End, [int] $Serial) {
    $name = [Security.Cryptography.X509Certificates.X500DistinguishedName]::new("CN=$Subject")
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new($name, $key, [Security.Cryptography.HashAlgorithmName]::SHA256)
    $request.Create($issuer, $signer, $End.AddDays(-180), $End, [BitConverter]::GetBytes($Serial))
}

Import-Module $Module
try {
    Connect-CsCertificateRegistry -Path $Registry
    $null = Import-CsUser -Path ([IO.Path]::Combine($Data, 'directory.ldif'))
    $null = @{
        DistinguishedName = 'CN=<script>alert(1)</script>,OU=Former Staff,DC=litwareinc,DC=com'
        ObjectClass = 'user'
        sAMAccountName = 'markup'
        userPrincipalName = 'markup@litwareinc.com'
        userAccountControl = 514
        'msRTCSIP-PrimaryUserAddress' = 'sip:<script>alert(1)</script>@litwareinc.com'
    } | Import-CsUser

    $serial = 1
    $now = [DateTimeOffset]::UtcNow
    foreach ($user in @(Get-CsUser)) {
        foreach ($device in 0..($serial % 3)) {
            # Spread over half a year, some weeks more than others, and the same on every run.
            $end = $now.AddDays(180 - (($serial * $serial * 13) % 178))
            $known = @{ PublicationTime = $end.AddDays(-180).LocalDateTime }
            if ($serial % 4) {
                $known.DeviceId = [Guid]::new($serial, 0, 0, [byte[]](1..8))
            }
            Publish-CsClientCertificate -Certificate (New-ClientCertificate $user.UserPrincipalName $end $serial) `
                -Identity $user @known -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $serial++
        }
    }
    Export-CsClientCertificateReport -Path $Report
}
finally {
    Remove-Module CsClientCertificate
    $signer = $null
    $key.Dispose()
}
