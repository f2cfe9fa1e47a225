# The place between making the release's files and packing them.

# What Authenticode can sign: the code of Windows, and what PowerShell reads.
$SignableTypes = '.dll', '.ps1', '.psd1', '.psm1', '.ps1xml'

function Get-SignableFiles([string] $Module) {
    Get-RelativeFiles $Module | Where-Object { $SignableTypes -contains [IO.Path]::GetExtension($_) } | ForEach-Object { [IO.Path]::Combine($Module, $_) }
}

# Runs a program or script with the paths of all files that can be signed; it signs them where they are. Anything else that it does ends the build.
function Invoke-Signing([string] $Hook, [string] $Module) {
    $hookPath = [IO.Path]::GetFullPath($Hook)
    if (-not [IO.File]::Exists($hookPath)) { throw "there is no file '$hookPath' that could sign." }
    $files = @(Get-SignableFiles $Module)
    Write-Step "Signing $($files.Count) files"
    $before = Get-ModuleSums $Module
    $global:LASTEXITCODE = 0
    & $hookPath @files
    if ($LASTEXITCODE -ne 0) { throw "'$Hook' failed with exit code $LASTEXITCODE." }
    $after = Get-ModuleSums $Module
    $signable = @($files | ForEach-Object { $_.Substring($Module.Length + 1).Replace('\', '/') })
    foreach ($name in @($before.Keys) + @($after.Keys) | Sort-Names) {
        if ($signable -cnotcontains $name -and $before[$name] -cne $after[$name]) { throw "'$Hook' did more than to sign: it changed $name." }
    }
    foreach ($name in $signable) {
        if (-not $after.ContainsKey($name)) { throw "'$Hook' removed $name." }
        if ($before[$name] -ceq $after[$name]) { throw "'$Hook' did not sign $name." }
    }
}

function Get-ModuleSums([string] $Module) {
    $sums = @{}
    foreach ($name in Get-RelativeFiles $Module) { $sums[$name] = Get-Sha256 ([IO.Path]::Combine($Module, $name)) }
    $sums
}

# Why signing cannot be tried here, if it cannot.
function Get-SigningHindrance {
    try { Install-DebianPackages 'debian-packages-package.txt' 'The package is signed with them.' }
    catch { if (-not (Test-Tool 'osslsigncode') -or -not (Test-Tool 'openssl')) { return $_.Exception.Message } }
    if ("$(& osslsigncode --version)" -notmatch 'osslsigncode (\d+\.\d+)') { return 'osslsigncode does not say its version' }
    if ([version]$Matches[1] -lt [version]'2.9') { return "osslsigncode $($Matches[1]) signs no scripts; 2.9 does" }
}

# One that nobody trusts, for a day.
function New-SigningCertificate([string] $Folder) {
    $files = @{ File = [IO.Path]::Combine($Folder, 'signer.pem'); Key = [IO.Path]::Combine($Folder, 'signer.key') }
    # It tells of its progress.
    & sh -c 'openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=CsClientCertificate -addext extendedKeyUsage=codeSigning -out "$1" -keyout "$2" 2>/dev/null' sh $files.File $files.Key
    if ($LASTEXITCODE -ne 0) { throw 'openssl made no certificate.' }
    $files
}
