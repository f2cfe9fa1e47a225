# The release's first step: the module's folder in out/package, ready to be signed. docs/packaging.md.
Assert-Tool 'dotnet' 'Install the .NET SDK 10.'
$natives = Get-Natives
$crates = @(Get-AllCrates @($natives.Keys | Sort-Names))

Write-Step 'Package'
Build-Project (Get-RootPath 'powershell' 'CsClientCertificate.csproj')
Build-Help
Remove-Folder (Get-PackagePath)
$module = Get-PackagedModulePath
Copy-ModuleFiles $module
foreach ($rid in $natives.Keys) {
    $folder = [IO.Path]::Combine($module, $rid)
    $null = [IO.Directory]::CreateDirectory($folder)
    foreach ($file in Get-NativeFiles $natives[$rid]) { [IO.File]::Copy($file, [IO.Path]::Combine($folder, [IO.Path]::GetFileName($file))) }
}
[IO.File]::Copy((Get-RootPath 'LICENSE'), [IO.Path]::Combine($module, 'LICENSE.txt'))
Set-FileText ([IO.Path]::Combine($module, 'THIRD-PARTY-NOTICES.txt')) (Get-Notices $crates @($natives.Keys | Sort-Names))
Set-FileList $module
