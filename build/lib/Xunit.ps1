# Test programs of .NET.

# Runs an xunit program and counts what its report says.
function Invoke-XunitProgram([string] $Suite, [string] $Program) {
    $report = Get-OutPath 'tests' "$Suite.trx"
    $null = [IO.Directory]::CreateDirectory((Get-OutPath 'tests'))
    [IO.File]::Delete($report)

    # It runs itself, which is a good deal quicker than by way of a test platform.
    $arguments = @($Program, '-noLogo', '-noColor', '-result-trx', $report)
    if ($Build.Filter) { $arguments += '-method', "*$($Build.Filter)*" }
    $failure = $null
    try {
        Invoke-Tool dotnet $arguments
    }
    catch {
        $failure = $_.Exception.Message
    }
    if (-not [IO.File]::Exists($report)) {
        throw "the tests left no report. $failure"
    }

    $trx = [Xml.XmlDocument]::new()
    $trx.Load($report)
    $passed = 0; $failed = 0; $skipped = 0
    $reasons = @()
    foreach ($result in $trx.GetElementsByTagName('UnitTestResult')) {
        switch ($result.GetAttribute('outcome')) {
            'Passed' { $passed++ }
            'NotExecuted' {
                $skipped++
                $reasons += "skipped: $($result.GetAttribute('testName')): $($result.InnerText.Trim())"
            }
            default {
                $failed++
                $reasons += "FAILED: $($result.GetAttribute('testName'))"
            }
        }
    }
    # A test host that died took its remaining tests with it.
    if ($failure -and $failed -eq 0) {
        $failed = 1
        $reasons += "FAILED: $failure"
    }
    Add-Result $Suite $passed $failed $skipped $reasons
}
