# Builds, then shows the main job on the test data.
Invoke-Task build
Write-Step 'Demo'
Invoke-WithTemporaryFolder {
    param($folder)
    & (Get-RootPath 'build' 'demo' 'demo.ps1') -Module ([IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')) `
        -Data (Get-RootPath 'tests' 'data') -Registry ([IO.Path]::Combine($folder, 'registry.db'))
}
