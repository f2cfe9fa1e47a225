# The main job on real input, in a registry of its own: a directory export and a folder of certificates go in, and the examples of the
# reference page for Get-CsClientCertificate answer, as they stand there.
param(
    [string] $Module,
    [string] $Data,
    [string] $Registry
)

function Show-Command([string] $Text) {
    $Host.UI.WriteLine("PS> $Text")
    & ([scriptblock]::Create($Text)) | Out-Default
    $Host.UI.WriteLine('')
}

Import-Module $Module
$places = $ExecutionContext.SessionState.Path
$places.PushCurrentLocation('demo')
try {
    $null = $places.SetLocation([Management.Automation.WildcardPattern]::Escape($Data))

    Show-Command 'Connect-CsCertificateRegistry -Path $Registry'
    Show-Command 'Import-CsUser -Path directory.ldif'

    # What each device was given, and when, is not in a certificate: it stands in a list beside them.
    $Host.UI.WriteLine('PS> Publish-CsClientCertificate -LiteralPath $File -DeviceId $DeviceId -PublicationTime $Time')
    $count = 0
    foreach ($line in [IO.File]::ReadAllLines([IO.Path]::Combine($Data, 'certificates', 'publications.csv'))) {
        $file, $device, $time = $line -split ','
        if ($file -eq 'File') {
            continue
        }
        $known = @{ PublicationTime = [DateTimeOffset]::Parse($time, [cultureinfo]::InvariantCulture).LocalDateTime }
        if ($device) {
            $known.DeviceId = $device
        }
        Publish-CsClientCertificate -LiteralPath ([IO.Path]::Combine('certificates', $file)) @known
        $count++
    }
    $Host.UI.WriteLine("... for each of $count files.")
    $Host.UI.WriteLine('')

    Show-Command 'Get-CsClientCertificate -Identity "Ken Myer"'
    Show-Command 'Get-CsClientCertificate -Identity "Ken Myer" | Where-Object {$_.ExpirationTime -lt "9/5/2018"}'
    Show-Command 'Get-CsClientCertificate -Identity "Ken Myer" | Where-Object {$_.PublicationTime -gt "1/1/2018"}'
    Show-Command 'Get-CsUser | Where-Object {$_.RegistrarPool -ne $Null} | Get-CsClientCertificate'
}
finally {
    $null = $places.PopLocation('demo')
    Remove-Module CsClientCertificate
}
