# The release once more, from a copy of the sources in another folder: every byte must be the same.
try { Initialize-NativeTools }
catch {
    Add-Skip 'reproducible' $_.Exception.Message
    return
}
Invoke-Task package
Invoke-WithTemporaryFolder {
    param($folder)
    # Deeper than here, so that a path that found its way into a file changes its length as well.
    $copy = [IO.Path]::Combine($folder, 'another', 'place')
    foreach ($name in @('build', 'docs', 'include', 'powershell', 'rust')) {
        Copy-Folder (Get-RootPath $name) ([IO.Path]::Combine($copy, $name))
    }
    foreach ($name in @('build.ps1', 'Cargo.toml', 'Cargo.lock', 'Directory.Build.props', 'LICENSE')) {
        [IO.File]::Copy((Get-RootPath $name), [IO.Path]::Combine($copy, $name))
    }
    foreach ($made in @('bin', 'obj')) {
        Remove-Folder ([IO.Path]::Combine($copy, 'powershell', $made))
        Remove-Folder ([IO.Path]::Combine($copy, 'powershell', 'Import', $made))
    }
    # What was found out, and fetched, need not be again.
    $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($copy, 'out', 'sqlite'))
    $answer = 'crates-answer.txt'
    if ([IO.File]::Exists((Get-OutPath $answer))) { [IO.File]::Copy((Get-OutPath $answer), [IO.Path]::Combine($copy, 'out', $answer)) }
    if ([IO.Directory]::Exists((Get-OutPath 'sqlite'))) {
        foreach ($file in [IO.Directory]::GetFiles((Get-OutPath 'sqlite'), '*.tgz')) {
            [IO.File]::Copy($file, [IO.Path]::Combine($copy, 'out', 'sqlite', [IO.Path]::GetFileName($file)))
        }
    }
    $variables = @{ SOURCE_DATE_EPOCH = (Get-SourceTime).ToUnixTimeSeconds().ToString() }
    Invoke-WithEnvironment $variables {
        # This very engine, so that it need not be made again.
        $engine = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
        $line = @()
        if ([IO.Path]::GetFileNameWithoutExtension($engine) -eq 'dotnet') { $line += [Environment]::GetCommandLineArgs()[0] }
        $platforms = @($Build.Platforms | ForEach-Object { '-Platform', $_ })
        Invoke-Tool $engine ($line + @('-NoProfile', '-NonInteractive', '-File', [IO.Path]::Combine($copy, 'build.ps1'), 'package') + $platforms) |
            ForEach-Object { }
    }
    $here = @(Get-Sha256Sums (Get-PackagePath) (Get-RelativeFiles (Get-PackagePath)))
    $package = [IO.Path]::Combine($copy, 'out', 'package')
    $there = @(Get-Sha256Sums $package (Get-RelativeFiles $package))
    foreach ($line in $here) {
        if ($there -ccontains $line) { Add-Result 'reproducible' 1 0 0 }
        else { Add-Result 'reproducible' 0 1 0 @("FAILED: differs: $(($line -split '  ')[1])") }
    }
}
