# The module as the build lays it out, driven in the real engine.
Build-Project (Get-EngineTestsProject)
# The test program runs itself, which is a good deal quicker than by way of a test platform.
$hindrance = Get-PostgresqlHindrance
if ($hindrance) {
    # The tests that need a server skip themselves.
    Add-Skip 'engine' "the commands with a PostgreSQL server: $hindrance"
    Invoke-EngineTests 'engine' 'dotnet' @(Get-EngineTestsProgram) (Get-OutPath 'tests' 'engine.trx')
    return
}
Invoke-WithPostgresql {
    Invoke-EngineTests 'engine' 'dotnet' @(Get-EngineTestsProgram) (Get-OutPath 'tests' 'engine.trx')
}
