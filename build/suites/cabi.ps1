# The C border, from C: tests/cabi with the library as it is built here.
if (Test-Windows) {
    Add-Skip 'cabi' 'the C programs are written for Linux'
    return
}
Invoke-WithPostgresqlIfAny { Invoke-CabiTests 'cabi' (Get-PackagedLibraryFolder) }
