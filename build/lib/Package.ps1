# The release: a module folder that holds every platform's library.

function Get-PackagePath {
    [IO.Path]::Combine([string[]](@($Build.Out, 'package') + $args))
}

# The packaged module, in a folder of its version, as the folders of modules have it.
function Get-PackagedModulePath {
    Get-PackagePath 'CsClientCertificate' (Get-ManifestVersion)
}

# Everything that is downloaded, of a module as it lies in a folder.
function New-Downloads([string] $Folder, [string] $Module) {
    $manifest = Get-Manifest
    $version = $manifest.ModuleVersion
    foreach ($old in [IO.Directory]::GetFiles($Folder)) { [IO.File]::Delete($old) }
    $zip = @{}
    foreach ($name in Get-RelativeFiles $Module) { $zip["CsClientCertificate/$version/$name"] = [IO.Path]::Combine($Module, $name) }
    foreach ($name in Get-FolderEntries @($zip.Keys)) { $zip[$name] = $null }
    New-ZipArchive ([IO.Path]::Combine($Folder, "CsClientCertificate-$version.zip")) $zip
    New-Nupkg ([IO.Path]::Combine($Folder, "CsClientCertificate.$version.nupkg")) $Module $manifest
    Set-FileText ([IO.Path]::Combine($Folder, "CsClientCertificate-$version.cdx.json")) (Get-Sbom $version $Module)
    # Of what is downloaded, and not of the module's folder, which may lie here too.
    $downloads = @([IO.Directory]::GetFiles($Folder) | ForEach-Object { [IO.Path]::GetFileName($_) } | Sort-Names)
    Set-FileText ([IO.Path]::Combine($Folder, 'SHA256SUMS')) ((@(Get-Sha256Sums $Folder $downloads) -join "`n") + "`n")
}
