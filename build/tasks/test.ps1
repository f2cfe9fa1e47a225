# Builds, runs the suites of build/suites and ends with their numbers added up.
# What takes longer stands by itself: `-Suite package,reproducible,wine,arm64`.
$longer = @('package', 'reproducible', 'wine', 'arm64')
$suites = @('rust', 'cabi', 'torture', 'engine', 'powershell', 'fuzz', 'directory', 'desktop', 'browser', 'site', 'demo', 'lint')
if ($Build.Suites) {
    # From a command line `rust,lint` arrives as one text.
    $chosen = @($Build.Suites -split ',')
    foreach ($name in $chosen) {
        if (($suites + $longer) -notcontains $name) {
            throw "there is no suite '$name'. Suites: $(($suites + $longer) -join ', ')."
        }
    }
    $suites = $chosen
}

Invoke-Task build
$Build.Coming = [Collections.Generic.List[string]]::new([string[]]$suites)
while ($Build.Coming.Count -gt 0) {
    $suite = $Build.Coming[0]
    $Build.Coming.RemoveAt(0)
    Invoke-Suite $suite
}
Write-Results
if ((Get-Total 'Failed') -gt 0) {
    throw 'tests failed.'
}
