# A full PowerShell 7, with the commands that the engine tests have stand-ins for: the examples of the pages, the nightly job, and delegation.
if (Test-Windows) {
    Add-Skip 'powershell' 'the workflow runs the examples in PowerShell 7 on Windows itself'
    return
}
try { $powershell = Get-FullPowerShell }
catch {
    Add-Skip 'powershell' $_.Exception.Message
    return
}

# Each line that begins with "passed  " or "FAILED  " is a test.
function Invoke-PowerShellTests([string] $Tests, [string[]] $Arguments) {
    $lines = @(Invoke-WithEnvironment @{ NO_COLOR = '1' } { Invoke-FullPowerShell $powershell $Tests $Arguments })
    $code = $LASTEXITCODE
    $failed = @($lines | Where-Object { "$_" -clike 'FAILED  *' })
    $passed = @($lines | Where-Object { "$_" -clike 'passed  *' })
    if ($code -ne 0 -and $failed.Count -eq 0) { $failed = @("FAILED  $Tests ended with exit code ${code}: $($lines -join ' ')") }
    Add-Result 'powershell' $passed.Count $failed.Count 0 @($failed | ForEach-Object { "$_" })
}

$module = [IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')
Invoke-PowerShellTests (Get-RootPath 'tests' 'examples' 'run.ps1') @('-Module', $module)
Invoke-WithTemporaryFolder {
    param($folder)
    Invoke-PowerShellTests (Get-RootPath 'tests' 'powershell' 'forwarder.ps1') @('-Module', $module, '-Folder', $folder)
}

try { Install-DebianPackages 'debian-packages-ssh.txt' 'Delegation is tried with a real SSH server.' }
catch {
    Add-Skip 'powershell (delegation)' $_.Exception.Message
    return
}
# Its place for separated privileges, which the service would make.
if ((& id -u) -eq '0') { $null = [IO.Directory]::CreateDirectory('/run/sshd') }
Invoke-WithTemporaryFolder {
    param($folder)
    Invoke-PowerShellTests (Get-RootPath 'tests' 'powershell' 'delegation.ps1') @('-Module', $module, '-PowerShell', $powershell, '-Folder', $folder)
}
