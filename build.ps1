<#
.SYNOPSIS
Builds, tests and shows the module CsClientCertificate.

.DESCRIPTION
The one build entry. Every file of build/tasks is a task of that name. It runs in Windows PowerShell 5.1, in PowerShell 7 and in the
bare engine that build.sh makes, so it and all it calls use Core commands, .NET and native tools only.

Environment: CRATES says where the Rust crates come from: crates-io, debian, or a folder that `cargo vendor` made; otherwise the build
finds out.

.PARAMETER Task
What to do, in this order; `build` if nothing is said.

.PARAMETER Suite
Limits the task `test` to these suites: the names of the files in build/suites.

.PARAMETER Filter
Limits the suites rust, engine, torture and fuzz, and the task torture, to the tests whose name holds this text.

.PARAMETER Engine
Limits the suite engine to the tests with registries in files (sqlite) or on a server (postgresql).

.PARAMETER Platform
Adds a platform to the package, which has the libraries for linux-x64 and win-x64 otherwise.

.PARAMETER Sign
What signs the release: a program or script that the task package starts with the paths of all files that can be signed.

.PARAMETER Seconds
How long the task torture may go on, about.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0, ValueFromRemainingArguments = $true)]
    [string[]] $Task = @('build'),

    [string[]] $Suite = @(),

    [string] $Filter = '',

    [ValidateSet('', 'sqlite', 'postgresql')]
    [string] $Engine = '',

    [ValidateSet('linux-arm64')]
    [string[]] $Platform = @(),

    [string] $Sign = '',

    [int] $Seconds = 600
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Build = @{
    Root    = $PSScriptRoot
    Out     = [IO.Path]::Combine($PSScriptRoot, 'out')
    Suites  = $Suite
    Filter  = $Filter
    Engine  = $Engine
    Platforms = $Platform
    Sign    = $Sign
    Seconds = $Seconds
    Done    = @{}
    # Suites that are still to be run, and the processes that build what they need.
    Coming  = @()
    FuzzLibrary = $null
    WindowsNative = $null
    Results = [Collections.Generic.List[object]]::new()
    Elapsed = @{}
}

# Native tools start in the place the engine is in.
$places = $ExecutionContext.SessionState.Path
$places.PushCurrentLocation('build')
$code = 0
try {
    [Environment]::SetEnvironmentVariable('DOTNET_NOLOGO', '1')
    [Environment]::SetEnvironmentVariable('DOTNET_CLI_TELEMETRY_OPTOUT', '1')

    foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($PSScriptRoot, 'build', 'lib'), '*.ps1')) {
        . $file
    }

    $null = $places.SetLocation($Build.Root)
    foreach ($name in $Task) {
        Invoke-Task $name
    }
}
catch {
    $code = 1
    [Console]::Out.Flush()
    [Console]::Error.WriteLine("build.ps1: $($_.Exception.Message)")
    # What a task says itself explains itself; anything else is a defect of the build, and the place helps.
    if (-not ($_.Exception -is [Management.Automation.RuntimeException] -and $_.Exception.WasThrownFromThrowStatement)) {
        [Console]::Error.WriteLine($_.InvocationInfo.PositionMessage)
    }
}
finally {
    $null = $places.PopLocation('build')
}
exit $code
