# The module as it is packaged.

function Get-ModulePath {
    Get-OutPath 'CsClientCertificate'
}

# Written anew each time: what the sources no longer hold must not linger. Files are removed and made, never overwritten, so that a
# process that has the old library mapped goes on undisturbed.
function Install-ModuleLayout {
    $module = Get-ModulePath
    Copy-ModuleFiles $module
    $folder = [IO.Path]::Combine($module, (Get-RuntimeIdentifier))
    $null = [IO.Directory]::CreateDirectory($folder)
    $library = Get-NativeLibraryName
    [IO.File]::Copy((Get-TargetPath 'release' $library), [IO.Path]::Combine($folder, $library))
}

# All but the native libraries.
function Copy-ModuleFiles([string] $Module) {
    Remove-Folder $Module
    Copy-Folder (Get-RootPath 'powershell' 'module') $Module
    $built = [IO.Path]::Combine('bin', 'Release', 'netstandard2.0')
    [IO.File]::Copy((Get-RootPath 'powershell' $built 'CsClientCertificate.dll'), [IO.Path]::Combine($Module, 'CsClientCertificate.dll'))
    [IO.File]::Copy((Get-RootPath 'powershell' 'Import' $built "CsClientCertificate.Import.$(Get-ManifestVersion).dll"),
        [IO.Path]::Combine($Module, 'CsClientCertificate.Import.dll'))
    Copy-Folder (Get-HelpPath) ([IO.Path]::Combine($Module, 'en-US'))
    Set-ManifestSettings $Module (Get-ReleaseSettings)
}

function Get-PackagedLibraryFolder {
    [IO.Path]::Combine((Get-ModulePath), (Get-RuntimeIdentifier))
}
