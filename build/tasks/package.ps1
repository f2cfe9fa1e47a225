# Makes the release in out/package: module folder, zip, package for the PowerShell Gallery, list of contents, sums. docs/packaging.md.
Assert-Tool 'dotnet' 'Install the .NET SDK 10.'
$natives = Get-Natives
$rids = @($natives.Keys | Sort-Names)
$crates = @(Get-AllCrates $rids)

Write-Step 'Package'
Build-Project (Get-RootPath 'powershell' 'CsClientCertificate.csproj')
Build-Help
$manifest = Get-Manifest
$version = $manifest.ModuleVersion
Remove-Folder (Get-PackagePath)
$module = Get-PackagedModulePath
Copy-ModuleFiles $module
foreach ($rid in $rids) {
    $folder = [IO.Path]::Combine($module, $rid)
    $null = [IO.Directory]::CreateDirectory($folder)
    foreach ($file in Get-NativeFiles $natives[$rid]) { [IO.File]::Copy($file, [IO.Path]::Combine($folder, [IO.Path]::GetFileName($file))) }
}
[IO.File]::Copy((Get-RootPath 'LICENSE'), [IO.Path]::Combine($module, 'LICENSE.txt'))
Set-FileText ([IO.Path]::Combine($module, 'THIRD-PARTY-NOTICES.txt')) (Get-Notices $crates)
Set-FileList $module

$zip = @{}
foreach ($name in Get-RelativeFiles $module) { $zip["CsClientCertificate/$version/$name"] = [IO.Path]::Combine($module, $name) }
New-ZipArchive (Get-PackagePath "CsClientCertificate-$version.zip") $zip
New-Nupkg (Get-PackagePath "CsClientCertificate.$version.nupkg") $module $manifest
Set-FileText (Get-PackagePath "CsClientCertificate-$version.cdx.json") (Get-Sbom $version $crates $natives $module)
Set-FileText (Get-PackagePath 'SHA256SUMS') ((@(Get-Sha256Sums (Get-PackagePath) (Get-RelativeFiles (Get-PackagePath))) -join "`n") + "`n")
foreach ($line in [IO.File]::ReadAllLines((Get-PackagePath 'SHA256SUMS'))) { $line }
