# The short form of the task `torture`: each part's floor.
if (Test-Windows) {
    Add-Skip 'torture' 'the programs are written for Linux'
    return
}
Invoke-TortureParts 'torture' 0
