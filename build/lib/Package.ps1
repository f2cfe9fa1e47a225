# The release: a module folder that holds every platform's library.

function Get-PackagePath {
    [IO.Path]::Combine([string[]](@($Build.Out, 'package') + $args))
}

# The packaged module, in a folder of its version, as the folders of modules have it.
function Get-PackagedModulePath {
    Get-PackagePath 'CsClientCertificate' (Get-ManifestVersion)
}

# The manifest's data, read without running it.
function Get-Manifest {
    $errors = $null; $tokens = $null
    $file = Get-RootPath 'powershell' 'module' 'CsClientCertificate.psd1'
    $tree = [Management.Automation.Language.Parser]::ParseFile($file, [ref]$tokens, [ref]$errors)
    $tree.Find({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $false).SafeGetValue()
}

function Get-ManifestVersion {
    (Get-Manifest).ModuleVersion
}

# The manifest lists what every package holds; the libraries and the help, which the build adds, are listed here.
function Set-FileList([string] $Module) {
    $file = [IO.Path]::Combine($Module, 'CsClientCertificate.psd1')
    $text = [IO.File]::ReadAllText($file)
    $pattern = '(?s)(?<=\r?\n    FileList = @\()[^)]*(?=\))'
    if ($text -notmatch $pattern) { throw "$file has no FileList." }
    $lines = @(Get-RelativeFiles $Module | ForEach-Object { "        '$_'" })
    # Without a mark: it is plain ASCII.
    [IO.File]::WriteAllText($file, [regex]::Replace($text, $pattern, "`n" + ($lines -join "`n") + "`n    "), [Text.UTF8Encoding]::new($false))
}
