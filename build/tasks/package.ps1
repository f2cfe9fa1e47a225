# Makes the release in out/package: module folder, zip, package for the PowerShell Gallery, list of contents, sums. docs/packaging.md.
Invoke-Task stage
if ($Build.Sign) { Invoke-Signing $Build.Sign (Get-PackagedModulePath) }
Invoke-Task pack
