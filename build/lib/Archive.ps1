# Archives that are the same bytes whenever and wherever they are made: entries in the order of their names, all of one time.

# When the sources were last changed, as reproducible builds agree on it: seconds since 1970 in SOURCE_DATE_EPOCH.
function Get-SourceTime {
    $seconds = [Environment]::GetEnvironmentVariable('SOURCE_DATE_EPOCH')
    if (-not $seconds -and (Test-Tool 'git')) {
        $seconds = & git -C $Build.Root log -1 --format=%ct
        if ($LASTEXITCODE -ne 0) { $seconds = $null }
    }
    # The first time that a zip archive can hold.
    if (-not $seconds) { $seconds = '315532800' }
    [DateTimeOffset]::FromUnixTimeSeconds([long]$seconds)
}

# $Entries: names in the archive and the files' paths or, as bytes, their content; of a folder, whose name ends in a slash, nothing.
function New-ZipArchive([string] $Path, [hashtable] $Entries) {
    # Windows PowerShell has not loaded it.
    $null = [Reflection.Assembly]::Load('System.IO.Compression, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
    $time = Get-SourceTime
    $names = [string[]]@($Entries.Keys)
    [Array]::Sort($names, [StringComparer]::Ordinal)
    [IO.File]::Delete($Path)
    $file = [IO.File]::Create($Path)
    $archive = [IO.Compression.ZipArchive]::new($file, [IO.Compression.ZipArchiveMode]::Create)
    try {
        foreach ($name in $names) {
            $content = $Entries[$name]
            if ($name.EndsWith('/')) {
                $archive.CreateEntry($name).LastWriteTime = $time
                continue
            }
            if ($content -is [string]) { $content = [IO.File]::ReadAllBytes($content) }
            $entry = $archive.CreateEntry($name, [IO.Compression.CompressionLevel]::Optimal)
            $entry.LastWriteTime = $time
            $stream = $entry.Open()
            try { $stream.Write($content, 0, $content.Length) }
            finally { $stream.Dispose() }
        }
    }
    finally {
        $archive.Dispose()
        $file.Dispose()
    }
}

# The folders that lie above files, as an archive names them.
function Get-FolderEntries([string[]] $Names) {
    $found = [Collections.Generic.SortedSet[string]]::new([StringComparer]::Ordinal)
    foreach ($name in $Names) {
        for ($end = $name.IndexOf('/'); $end -ge 0; $end = $name.IndexOf('/', $end + 1)) { $null = $found.Add($name.Substring(0, $end + 1)) }
    }
    $found
}

# Every file below a folder by its path from there, with slashes.
function Get-RelativeFiles([string] $Folder) {
    $names = [string[]]@([IO.Directory]::GetFiles($Folder, '*', [IO.SearchOption]::AllDirectories) | ForEach-Object {
        $_.Substring($Folder.Length + 1).Replace('\', '/')
    })
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $names
}
