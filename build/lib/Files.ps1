# Files and folders.

function Get-RootPath {
    [IO.Path]::Combine([string[]](@($Build.Root) + $args))
}

function Get-OutPath {
    [IO.Path]::Combine([string[]](@($Build.Out) + $args))
}

# UTF-8 without a mark, which is what every tool here reads.
function Set-FileText([string] $Path, [string] $Text) {
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    if (-not [IO.File]::Exists($Path) -or [IO.File]::ReadAllText($Path) -cne $Text) {
        [IO.File]::WriteAllText($Path, $Text, [Text.UTF8Encoding]::new($false))
    }
}

function Remove-Folder([string] $Path) {
    if ([IO.Directory]::Exists($Path)) {
        [IO.Directory]::Delete($Path, $true)
    }
}

function Copy-Folder([string] $From, [string] $To) {
    $null = [IO.Directory]::CreateDirectory($To)
    foreach ($file in [IO.Directory]::GetFiles($From)) {
        [IO.File]::Copy($file, [IO.Path]::Combine($To, [IO.Path]::GetFileName($file)), $true)
    }
    foreach ($folder in [IO.Directory]::GetDirectories($From)) {
        Copy-Folder $folder ([IO.Path]::Combine($To, [IO.Path]::GetFileName($folder)))
    }
}

# A new, empty folder for the length of a script block, which gets its path.
function Invoke-WithTemporaryFolder([scriptblock] $Script) {
    $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'cscert-' + [Guid]::NewGuid().ToString('N'))
    $null = [IO.Directory]::CreateDirectory($folder)
    try {
        & $Script $folder
    }
    finally {
        Remove-Folder $folder
    }
}

# The data of a file of PowerShell, read without running it.
function Read-DataFile([string] $File) {
    $errors = $null; $tokens = $null
    $tree = [Management.Automation.Language.Parser]::ParseFile($File, [ref]$tokens, [ref]$errors)
    if ($errors) { throw "${File}: $($errors[0].Message)" }
    $tree.EndBlock.Statements[0].PipelineElements[0].Expression.SafeGetValue()
}

# From the pipeline, in an order that no culture changes.
function Sort-Names {
    $names = [string[]]@($input)
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $names
}
