# The module as the build lays it out, driven in the real engine.
Build-Project (Get-EngineTestsProject)
Invoke-ModuleTests 'engine' -OnBothEngines
