# The module as the build lays it out, driven in the real engine.
Build-Project (Get-EngineTestsProject)
# The test program runs itself, which is a good deal quicker than by way of a test platform.
Invoke-EngineTests 'engine' 'dotnet' @(Get-EngineTestsProgram) (Get-OutPath 'tests' 'engine.trx')
