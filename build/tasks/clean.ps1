# Removes everything that a build makes.
$engine = Get-OutPath 'powershell'
if ([IO.Directory]::Exists($Build.Out)) {
    foreach ($folder in [IO.Directory]::GetDirectories($Build.Out)) {
        # The engine this runs in stays until it has ended; build.sh removes it then.
        if (-not ($folder -eq $engine -and $PSHOME.StartsWith($engine))) {
            Remove-Folder $folder
        }
    }
    foreach ($file in [IO.Directory]::GetFiles($Build.Out)) {
        [IO.File]::Delete($file)
    }
    if ([IO.Directory]::GetDirectories($Build.Out).Length -eq 0) {
        Remove-Folder $Build.Out
    }
}
Remove-Folder (Get-RootPath 'target')
foreach ($parent in @('powershell', 'tests', 'bench')) {
    $parent = Get-RootPath $parent
    if ([IO.Directory]::Exists($parent)) {
        foreach ($project in [IO.Directory]::GetFiles($parent, '*.csproj', [IO.SearchOption]::AllDirectories)) {
            foreach ($made in @('bin', 'obj')) {
                Remove-Folder ([IO.Path]::Combine([IO.Path]::GetDirectoryName($project), $made))
            }
        }
    }
}
