# Runs of the test program of tests/engine.

# Runs it and adds what its report says to a suite's results. $Program and $Arguments start it; the report's path is given to it as it
# sees it, which under another operating system's rules is not as we do.
function Invoke-EngineTests([string] $Suite, [string] $Program, [string[]] $Arguments, [string] $Report, [string] $ReportAsSeen = $Report) {
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Report))
    [IO.File]::Delete($Report)
    $line = $Arguments + @('-noLogo', '-noColor', '-result-trx', $ReportAsSeen)
    # What only Windows has is tried there, or in wine, whose suite says so where there is none.
    if (-not (Test-Windows) -and $Suite -ne 'wine') { $line += '-namespace-', 'CsClientCertificate.Tests.Windows' }
    if ($Build.Filter) { $line += '-method', "*$($Build.Filter)*" }
    $failure = $null
    try {
        Invoke-ToolVerbatim $Program $line
    }
    catch {
        $failure = $_.Exception.Message
    }
    if (-not [IO.File]::Exists($Report)) {
        throw "the tests left no report. $failure"
    }
    Add-TestReport $Suite $Report $failure
}

# What is tried with registries on a server where nobody asks for all of it: each test has a database of its own there, which takes time.
$ServerNamespaces = @('Revoking', 'Importing')

# The tests of the module that CSCERT_TEST_MODULE names, else of the one that the build lays out: with registries in files and, where that is
# asked for and there can be a PostgreSQL server, of those that both have in common some with registries on it; all of them with -Engine postgresql.
function Invoke-ModuleTests([string] $Suite, [switch] $OnBothEngines) {
    Start-FuzzLibrary
    $run = {
        # The test program runs itself, which is a good deal quicker than by way of a test platform.
        if ($Build.Engine -ne 'postgresql') {
            Invoke-EngineTests $Suite 'dotnet' @(Get-EngineTestsProgram) (Get-OutPath 'tests' "$Suite.trx")
        }
        if ($OnBothEngines -and $Build.Engine -ne 'sqlite' -and -not $hindrance) {
            $chosen = @('-trait', 'store=any', '-trait-', 'store=file')
            if (-not $Build.Engine) { $chosen += $ServerNamespaces | ForEach-Object { '-namespace', "CsClientCertificate.Tests.$_" } }
            Invoke-WithEnvironment @{ CSCERT_TEST_STORE = 'postgresql' } {
                Invoke-EngineTests $Suite 'dotnet' (@(Get-EngineTestsProgram) + $chosen) (Get-OutPath 'tests' "$Suite-postgresql.trx")
            }
        }
    }
    $hindrance = Get-PostgresqlHindrance
    if (-not $hindrance) {
        Invoke-WithPostgresql $run
        return
    }
    # The tests that need a server skip themselves.
    Add-Skip $Suite "the commands with a PostgreSQL server: $hindrance"
    & $run
}

function Add-TestReport([string] $Suite, [string] $Report, [string] $Failure) {
    $trx = [Xml.XmlDocument]::new()
    $trx.Load($Report)
    $passed = 0; $failed = 0; $skipped = 0
    $reasons = @()
    # Some tests run more than once, with registries in files and on a server.
    $run = [IO.Path]::GetFileNameWithoutExtension($Report)
    foreach ($result in $trx.GetElementsByTagName('UnitTestResult')) {
        switch ($result.GetAttribute('outcome')) {
            'Passed' { $passed++ }
            'NotExecuted' {
                $skipped++
                $reasons += "skipped: $($result.GetAttribute('testName')): $($result.InnerText.Trim())"
            }
            default {
                $failed++
                $message = @($result.GetElementsByTagName('Message')) + @($result.GetElementsByTagName('StackTrace')) | ForEach-Object { $_.InnerText }
                $reasons += Get-FailureReason "$($result.GetAttribute('testName')) ($run)" $message
            }
        }
    }
    # A test host that died took its remaining tests with it.
    if ($Failure -and $failed -eq 0) {
        $failed = 1
        $reasons += "FAILED: $Failure"
    }
    Add-Result $Suite $passed $failed $skipped $reasons
}

function Get-EngineTestsProject {
    Get-RootPath 'tests' 'engine' 'CsClientCertificate.Tests.csproj'
}

function Get-EngineTestsProgram {
    Get-RootPath 'tests' 'engine' 'bin' 'Release' 'net10.0' 'CsClientCertificate.Tests.dll'
}
