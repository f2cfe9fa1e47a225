# Builds, then lets the registry be killed, starved, damaged and abused for as long as -Seconds says.
Invoke-Task build
if (Test-Windows) {
    throw 'the programs of tests/torture are written for Linux.'
}
Write-Step 'Torture'
# Of what -Filter names, if that is only one of the two, all the time.
$share = switch ($true) {
    { @(Get-Fuzzers).Count -eq 0 } { 1; break }
    { @(Get-TortureParts).Count -eq 0 } { 0; break }
    default { 0.65 }
}
Invoke-TortureParts 'torture' ($Build.Seconds * $share)
Invoke-FuzzParts 'fuzz' ($Build.Seconds * (1 - $share)) -PublicSeeds
Invoke-ServerFaults 'servers'
Write-Results
if ($Build.Results.Count -eq 0) {
    throw "no part of the torture is called '$($Build.Filter)'."
}
if ((Get-Total 'Failed') -gt 0) {
    throw 'the torture found something.'
}
