# The console's help, made from the pages of docs/.

function Get-HelpPath {
    Get-OutPath 'help' 'en-US'
}

# Made anew only when a page, or the program that makes it, is another than the last time.
function Build-Help {
    $program = Get-OutPath 'help' 'program'
    $sources = @(Get-SourceFiles (Get-RootPath 'build' 'help') '*.cs')
    $made = Get-OutPath 'help' 'program.txt'
    if (-not (Test-Unchanged $made $sources)) {
        Remove-Folder (Get-HelpPath)
        Invoke-Tool dotnet @('build', (Get-RootPath 'build' 'help' 'help.cs'), '-c', 'Release', '-o', $program, '--nologo', '-v', 'quiet')
        Set-FileText $made (Get-Fingerprint $sources)
    }
    $pages = @(Get-SourceFiles (Get-RootPath 'docs') '*.md')
    $made = Get-OutPath 'help' 'pages.txt'
    if (-not [IO.Directory]::Exists((Get-HelpPath)) -or -not (Test-Unchanged $made $pages)) {
        Remove-Folder (Get-HelpPath)
        Invoke-Tool dotnet @([IO.Path]::Combine($program, 'help.dll'), (Get-RootPath 'docs'), 'CsClientCertificate.dll', (Get-HelpPath))
        Set-FileText $made (Get-Fingerprint $pages)
    }
}

function Get-SourceFiles([string] $Folder, [string] $Pattern) {
    [IO.Directory]::GetFiles($Folder, $Pattern, [IO.SearchOption]::AllDirectories) | Where-Object { $_ -notmatch '[\\/](bin|obj)[\\/]' }
}

# Names, sizes and times: a file that went away counts as well as one that changed.
function Get-Fingerprint([string[]] $Files) {
    $lines = [string[]]@($Files | ForEach-Object {
        $file = [IO.FileInfo]::new($_)
        '{0} {1} {2}' -f $file.FullName, $file.Length, $file.LastWriteTimeUtc.Ticks
    })
    [Array]::Sort($lines, [StringComparer]::Ordinal)
    $lines -join "`n"
}

function Test-Unchanged([string] $Fingerprint, [string[]] $Files) {
    [IO.File]::Exists($Fingerprint) -and [IO.File]::ReadAllText($Fingerprint) -ceq (Get-Fingerprint $Files)
}
