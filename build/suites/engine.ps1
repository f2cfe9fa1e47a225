# The module as packaged, driven in the real engine.
Build-Project (Get-RootPath 'tests' 'engine' 'CsClientCertificate.Tests.csproj')
Invoke-XunitProgram 'engine' (Get-RootPath 'tests' 'engine' 'bin' 'Release' 'net10.0' 'CsClientCertificate.Tests.dll')
