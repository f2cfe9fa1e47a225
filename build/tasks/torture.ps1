# Builds, then lets the registry be killed, starved, damaged and abused for as long as -Seconds says.
Invoke-Task build
if (Test-Windows) {
    throw 'the programs of tests/torture are written for Linux.'
}
Write-Step 'Torture'
Invoke-TortureParts 'torture' ($Build.Seconds * 0.65)
Invoke-FuzzParts 'fuzz' ($Build.Seconds * 0.35)
Write-Results
if ((Get-Total 'Failed') -gt 0) {
    throw 'the torture found something.'
}
