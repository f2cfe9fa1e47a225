# Builds, then measures the module against floors below which the engine itself cannot go.
Invoke-Task build
Write-Step 'Bench'
Build-Project (Get-RootPath 'bench' 'CsClientCertificate.Bench.csproj')
Invoke-WithTemporaryFolder {
    param($folder)
    Invoke-Tool dotnet @((Get-RootPath 'bench' 'bin' 'Release' 'net10.0' 'CsClientCertificate.Bench.dll'),
        [IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1'), (Get-RootPath 'tests' 'data'),
        [IO.Path]::Combine($folder, 'registry.db'))
}
