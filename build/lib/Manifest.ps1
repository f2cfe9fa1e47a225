# The module's manifest.

# Its data as the sources have it.
function Get-Manifest {
    Read-DataFile (Get-RootPath 'powershell' 'module' 'CsClientCertificate.psd1')
}

# The one place where the version stands.
function Get-ManifestVersion {
    (Get-Manifest).ModuleVersion
}

function Get-ReleaseSettings {
    Read-DataFile (Get-RootPath 'build' 'release.psd1')
}

# Those of the settings that are set.
function Get-ManifestLines([hashtable] $Settings, [string[]] $Names) {
    foreach ($name in $Names) {
        if ($Settings[$name]) { "$name = '$($Settings[$name].Replace("'", "''"))'" }
    }
}

# Writes the settings into a laid-out module's manifest.
function Set-ManifestSettings([string] $Module, [hashtable] $Settings) {
    Edit-Manifest $Module {
        param($text)
        $private = @(Get-ManifestLines $Settings @('ProjectUri', 'LicenseUri', 'IconUri', 'ReleaseNotes') | ForEach-Object { "            $_`n" }) -join ''
        $text = Set-ManifestPart $text '(?<=\n        PSData = @\{\r?\n)' $private
        $help = @(Get-ManifestLines $Settings @('HelpInfoUri') | ForEach-Object { "    $_`n" }) -join ''
        Set-ManifestPart $text '(?<=\n)(?=    PrivateData = @\{)' $help
    }
}

# The manifest lists what every package holds; the libraries and the help, which the build adds, are listed here.
function Set-FileList([string] $Module) {
    Edit-Manifest $Module {
        param($text)
        $lines = @(Get-RelativeFiles $Module | ForEach-Object { "        '$_'" })
        Set-ManifestPart $text '(?s)(?<=\r?\n    FileList = @\()[^)]*(?=\))' ("`n" + ($lines -join "`n") + "`n    ")
    }
}

function Edit-Manifest([string] $Module, [scriptblock] $Edit) {
    $file = [IO.Path]::Combine($Module, 'CsClientCertificate.psd1')
    $text = & $Edit ([IO.File]::ReadAllText($file))
    # Windows PowerShell reads a manifest without a mark in the system's code page.
    if ($text -match '[^\x00-\x7f]') { throw "the manifest would hold '$($Matches[0])', which is not ASCII. Write it in build/release.psd1 without." }
    [IO.File]::WriteAllText($file, $text, [Text.UTF8Encoding]::new($false))
}

function Set-ManifestPart([string] $Text, [string] $Pattern, [string] $Replacement) {
    if ($Text -notmatch $Pattern) { throw "the manifest has no place for what the build writes: $Pattern" }
    [regex]::Replace($Text, $Pattern, $Replacement.Replace('$', '$$'))
}
