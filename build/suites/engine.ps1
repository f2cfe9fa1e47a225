# The module as packaged, driven in the real engine.
$report = Get-OutPath 'tests' 'engine.trx'
$null = [IO.Directory]::CreateDirectory((Get-OutPath 'tests'))
[IO.File]::Delete($report)
Build-Project (Get-RootPath 'tests' 'engine' 'CsClientCertificate.Tests.csproj')

# The test program runs itself, which is a good deal quicker than by way of a test platform.
$arguments = @((Get-RootPath 'tests' 'engine' 'bin' 'Release' 'net10.0' 'CsClientCertificate.Tests.dll'),
    '-noLogo', '-noColor', '-result-trx', $report)
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
Add-Result 'engine' $passed $failed $skipped $reasons
