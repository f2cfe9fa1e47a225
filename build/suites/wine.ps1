# The engine tests in the Windows engine, against the packaged module, with Windows' paths and rights: a self-contained host under wine.
if (Test-Windows) {
    Add-Skip 'wine' 'this is Windows itself: the suite engine ran there'
    return
}
try { Initialize-Wine }
catch {
    Add-Skip 'wine' $_.Exception.Message
    return
}
Invoke-Task package

# All that the tests read lies on the drive C: at the same place wherever this is built.
$project = Get-WineDrive 'project'
Remove-Folder $project
foreach ($name in @('docs', 'powershell/module', 'tests/data')) {
    Copy-Folder (Get-RootPath $name) ([IO.Path]::Combine($project, $name))
}
foreach ($name in @('README.md', 'LICENSE')) {
    if ([IO.File]::Exists((Get-RootPath $name))) { [IO.File]::Copy((Get-RootPath $name), [IO.Path]::Combine($project, $name)) }
}
$module = Get-WineDrive 'Modules' 'CsClientCertificate'
Remove-Folder $module
Copy-Folder (Get-PackagedModulePath) ([IO.Path]::Combine($module, (Get-ManifestVersion)))
# Its own output and no apphost of Linux among it.
Remove-Folder (Get-WineDrive 'tests')
Invoke-Tool dotnet @('publish', (Get-EngineTestsProject), '-c', 'Release', '-r', 'win-x64', '--self-contained', '--nologo', '-v', 'quiet',
    '-o', (Get-WineDrive 'tests'), '-p:ProjectRoot=C:\project\')
Remove-Folder (Get-WineDrive 'engine')
Invoke-Tool dotnet @('publish', (Get-RootPath 'build' 'powershell' 'powershell.cs'), '-c', 'Release', '-r', 'win-x64', '--self-contained',
    '--nologo', '-v', 'quiet', '-o', (Get-WineDrive 'engine'), '-p:AssemblyName=pwsh')

$WineVariables.CSCERT_TEST_MODULE = "C:\Modules\CsClientCertificate\$(Get-ManifestVersion)"
# Where child processes find their engine.
$WineVariables.WINEPATH = 'C:\engine'
try {
    Invoke-WithEnvironment $WineVariables {
        Invoke-EngineTests 'wine' 'timeout' @('--kill-after=10', '600', 'wine', 'C:\tests\CsClientCertificate.Tests.exe') `
            (Get-WineDrive 'wine.trx') 'C:\wine.trx'
    }
}
finally { Stop-Wine }
