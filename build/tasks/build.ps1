# Compiles everything and lays the module out in out/CsClientCertificate as it is packaged.
Assert-Tool 'dotnet' 'Install the .NET SDK 10.'
if (-not (Test-Windows)) {
    Assert-Tool 'cc' 'Install a C compiler, which Rust links with (on Debian: apt-get install gcc).'
}
Initialize-Crates

Write-Step 'Native library'
# Both packages are named because a feature of a dependency counts for the package that depends on it.
Invoke-Cargo build --quiet --release --package cscert --package cscert-registry

Write-Step 'PowerShell module'
Build-Project (Get-RootPath 'powershell' 'CsClientCertificate.csproj')

Write-Step 'Help'
Build-Help
Install-ModuleLayout
