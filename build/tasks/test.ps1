# Builds, runs every suite of build/suites and ends with their numbers added up.
Invoke-Task build

# The quick ones that look deepest come first.
$suites = @('rust', 'cabi', 'engine', 'demo', 'lint')
if ($Build.Suites) { $suites = $Build.Suites }
foreach ($suite in $suites) {
    Invoke-Suite $suite
}
Write-Results
if ((Get-Total 'Failed') -gt 0) {
    throw 'tests failed.'
}
