# Builds, runs the suites of build/suites and ends with their numbers added up.
$suites = @('rust', 'cabi', 'torture', 'engine', 'desktop', 'demo', 'lint', 'package', 'reproducible', 'wine')
if ($Build.Suites) {
    # From a command line `rust,lint` arrives as one text.
    $chosen = @($Build.Suites -split ',')
    foreach ($name in $chosen) {
        if ($suites -notcontains $name) {
            throw "there is no suite '$name'. Suites: $($suites -join ', ')."
        }
    }
    $suites = $chosen
}

Invoke-Task build
foreach ($suite in $suites) {
    Invoke-Suite $suite
}
Write-Results
if ((Get-Total 'Failed') -gt 0) {
    throw 'tests failed.'
}
