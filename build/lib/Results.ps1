# Results of the test suites.

function Add-Result([string] $Suite, [int] $Passed, [int] $Failed, [int] $Skipped, [string[]] $Reasons = @()) {
    $Build.Results.Add([pscustomobject]@{
        Suite = $Suite; Passed = $Passed; Failed = $Failed; Skipped = $Skipped; Reasons = $Reasons
    })
}

# Nothing that could not be tested may look as if it had been.
function Add-Skip([string] $Suite, [string] $Reason) {
    Add-Result $Suite 0 0 1 @("skipped: $Reason")
}

# What the results say of a test that failed. Where only they are at hand, a name alone tells nothing.
function Get-FailureReason([string] $Name, [string[]] $Message) {
    $text = ($Message -join "`n").Trim() -replace '\s*\n\s*', ' | '
    if ($text.Length -gt 1000) { $text = $text.Substring(0, 1000) + [char]0x2026 }
    "FAILED: ${Name}: $text"
}

# Whether -Filter, if there is one, names a test.
function Test-Wanted([string] $Name) {
    -not $Build.Filter -or $Name -like "*$($Build.Filter)*"
}

function Get-Total([string] $Property, [object[]] $Results = $Build.Results.ToArray()) {
    $total = 0
    foreach ($result in $Results) { $total += $result.$Property }
    $total
}

function Get-SuiteResults([string] $Suite) {
    $Build.Results.ToArray() | Where-Object { $_.Suite -eq $Suite }
}

function Invoke-Suite([string] $Name) {
    Write-Step "Suite $Name"
    $watch = [Diagnostics.Stopwatch]::StartNew()
    try {
        & (Get-RootPath 'build' 'suites' "$Name.ps1")
    }
    catch {
        Add-Result $Name 0 1 0 @("FAILED: $($_.Exception.Message)")
        $Host.UI.WriteLine("$($_.Exception.Message)`n$($_.InvocationInfo.PositionMessage)")
    }
    # A suite that found nothing to run has lost its tests.
    $mine = @(Get-SuiteResults $Name)
    if ((Get-Total 'Passed' $mine) + (Get-Total 'Failed' $mine) + (Get-Total 'Skipped' $mine) -eq 0) {
        Add-Result $Name 0 1 0 @('FAILED: the suite ran no test')
    }
    $Build.Elapsed[$Name] = [int]$watch.Elapsed.TotalSeconds
}

# One line a suite, why things were skipped, and the plain line over all of them last.
function Write-Results {
    Write-Step 'Results'
    if ($Build.ContainsKey('Crates')) { Get-Ingredients }
    $done = @{}
    foreach ($suite in $Build.Results.ToArray() | ForEach-Object { $_.Suite }) {
        if ($done[$suite]) { continue }
        $done[$suite] = $true
        $mine = @(Get-SuiteResults $suite)
        $took = ''
        if ($Build.Elapsed.ContainsKey($suite)) { $took = " ($($Build.Elapsed[$suite]) s)" }
        '{0,-8} passed {1}, failed {2}, skipped {3}{4}' -f $suite,
            (Get-Total 'Passed' $mine), (Get-Total 'Failed' $mine), (Get-Total 'Skipped' $mine), $took
        foreach ($result in $mine) {
            foreach ($reason in $result.Reasons) { "         $reason" }
        }
    }
    '{0} passed, {1} failed, {2} skipped' -f (Get-Total 'Passed'), (Get-Total 'Failed'), (Get-Total 'Skipped')
}
