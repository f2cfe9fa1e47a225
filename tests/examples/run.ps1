<#
.SYNOPSIS
Imports a packaged module into this PowerShell and runs every example of docs/, and the nightly job.

.DESCRIPTION
For a real Windows PowerShell 5.1 or PowerShell 7, where the engine tests cannot go: they bring an engine of their own. Every example runs
in a runspace and a folder of its own, with the demo's registry and input files. Examples of commands that answer must answer.
One line for each example; the exit code is the number of examples that failed.

.PARAMETER Module
The manifest of the module.
#>
param(
    [Parameter(Mandatory = $true)]
    [string] $Module
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
$data = [IO.Path]::Combine($root, 'tests', 'data')
$preparations = Import-PowerShellDataFile ([IO.Path]::Combine($PSScriptRoot, 'preparations.psd1'))
$answering = 'Get', 'Find', 'Test', 'Import', 'Backup'

# Examples are headings of the third level; their scripts are the blocks marked as PowerShell's.
function Get-Examples {
    foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($root, 'docs'), '*-Cs*.md')) {
        $page = [IO.Path]::GetFileNameWithoutExtension($file)
        $text = [IO.File]::ReadAllText($file).Replace("`r`n", "`n")
        foreach ($section in [regex]::Matches($text, '(?ms)^### -+ (?<title>Example \d+)[^\n]*\n(?<body>.*?)(?=^##|\z)')) {
            $code = foreach ($block in [regex]::Matches($section.Groups['body'].Value, '(?ms)^```powershell\n(.*?)^```')) { $block.Groups[1].Value }
            [pscustomobject]@{ Page = $page; Title = $section.Groups['title'].Value; Code = $code -join "`n" }
        }
    }
}

# What a script emits, from a runspace with the module in it; it throws at the first error.
function Invoke-Example([string] $Folder, [string[]] $Scripts) {
    $shell = [PowerShell]::Create()
    try {
        $null = $shell.AddScript({
            param($Module, $Folder, $Data)
            $ErrorActionPreference = 'Stop'
            Import-Module $Module
            Set-Location -LiteralPath $Folder
            [Environment]::CurrentDirectory = $Folder
        }.ToString()).AddArgument($Module).AddArgument($Folder).AddArgument($data).Invoke()
        $shell.Runspace.SessionStateProxy.SetVariable('Folder', $Folder)
        $shell.Runspace.SessionStateProxy.SetVariable('Data', $data)
        $emitted = $null
        foreach ($script in $Scripts) {
            $shell.Commands.Clear()
            $emitted = @($shell.AddScript($script).Invoke())
            if ($shell.HadErrors -and $shell.Streams.Error.Count -gt 0) { throw "$($shell.Streams.Error[0])" }
        }
        $emitted
    }
    finally {
        $shell.Dispose()
    }
}

function New-Folder([string] $Path) {
    [IO.Directory]::CreateDirectory($Path).FullName
}

# The registry that the demo makes, once; every example gets a copy.
function New-DemoRegistry([string] $Path) {
    $null = Invoke-Example ([IO.Path]::GetDirectoryName($Path)) @(@'
        Connect-CsCertificateRegistry ./registry.db
        Import-CsUser $Data/directory.ldif
        Import-Csv $Data/certificates/publications.csv | ForEach-Object {
            $device = @{}
            if ($_.DeviceId) { $device.DeviceId = $_.DeviceId }
            Publish-CsClientCertificate -LiteralPath "$Data/certificates/$($_.File)" -PublicationTime $_.PublicationTime @device
        }
'@)
}

$temporary = New-Folder ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'cscert-' + [Guid]::NewGuid().ToString('N')))
$failed = 0
try {
    $demo = New-Folder ([IO.Path]::Combine($temporary, 'demo'))
    New-DemoRegistry ([IO.Path]::Combine($demo, 'registry.db'))
    $number = 0
    foreach ($example in @(Get-Examples)) {
        $number++
        $name = "$($example.Page): $($example.Title)"
        $folder = New-Folder ([IO.Path]::Combine($temporary, "$number"))
        [IO.File]::Copy([IO.Path]::Combine($demo, 'registry.db'), [IO.Path]::Combine($folder, 'registry.db'))
        [IO.File]::Copy([IO.Path]::Combine($data, 'directory.ldif'), [IO.Path]::Combine($folder, 'directory.ldif'))
        $null = New-Folder ([IO.Path]::Combine($folder, 'certificates'))
        foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($data, 'certificates'))) {
            [IO.File]::Copy($file, [IO.Path]::Combine($folder, 'certificates', [IO.Path]::GetFileName($file)))
        }
        $scripts = @('Connect-CsCertificateRegistry ./registry.db')
        if ($preparations.ContainsKey($name)) { $scripts += $preparations[$name] }
        try {
            $emitted = @(Invoke-Example $folder ($scripts + $example.Code))
            # What -WhatIf says goes to the console.
            if ($emitted.Count -eq 0 -and $answering -contains ($example.Page -split '-')[0] -and $example.Code -notmatch '-WhatIf') {
                throw 'it answers nothing'
            }
            "passed  $name"
        }
        catch {
            $failed++
            "FAILED  ${name}: $($_.Exception.Message)"
        }
    }
    if ($number -eq 0) { throw 'docs/ has no examples.' }

    # The job that is packaged, on the demo.
    $number++
    $job = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Module), 'examples', 'nightly.ps1')
    $lines = @(& $job -Folder ([IO.Path]::Combine($demo, 'job')) -Registry ([IO.Path]::Combine($demo, 'registry.db')) -Certificates "$data/certificates/*.cer" 6>&1)
    if ($LASTEXITCODE -eq 0 -and "$lines" -like '* backup: *') { 'passed  nightly.ps1' }
    else {
        $failed++
        "FAILED  nightly.ps1: exit code $LASTEXITCODE"
        $lines
    }
    "$($number - $failed) passed, $failed failed, in PowerShell $($PSVersionTable.PSVersion)"
}
finally {
    [IO.Directory]::Delete($temporary, $true)
}
exit $failed
