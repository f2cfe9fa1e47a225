# The release's second step: what is downloaded, made of the module's folder as it is by now. docs/packaging.md.
$module = Get-PackagedModulePath
if (-not [IO.Directory]::Exists($module)) { throw "there is no $module to pack: run the task stage before." }
New-Downloads (Get-PackagePath) $module
foreach ($line in [IO.File]::ReadAllLines((Get-PackagePath 'SHA256SUMS'))) { $line }
