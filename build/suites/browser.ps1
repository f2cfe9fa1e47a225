# The report in a real browser. Pictures of it are left in out/tests to be looked at.
if (Test-Windows) {
    Add-Skip 'browser' 'the browser tests drive Chromium on Linux'
    return
}
$lacking = Install-Chromium
if ($lacking) {
    Add-Skip 'browser' $lacking
    return
}
$pictures = Get-OutPath 'tests'
$null = [IO.Directory]::CreateDirectory($pictures)
Build-Project (Get-RootPath 'tests' 'browser' 'CsClientCertificate.BrowserTests.csproj')
Invoke-WithTemporaryFolder {
    param($folder)
    $report = [IO.Path]::Combine($folder, 'report.html')
    $null = & (Get-RootPath 'build' 'browser' 'report.ps1') -Module ([IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')) `
        -Data (Get-RootPath 'tests' 'data') -Registry ([IO.Path]::Combine($folder, 'registry.db')) -Report $report
    Invoke-WithEnvironment @{ CSCERT_TEST_REPORT = $report; CSCERT_TEST_PICTURES = $pictures } {
        Invoke-EngineTests 'browser' 'dotnet' @((Get-RootPath 'tests' 'browser' 'bin' 'Release' 'net10.0' 'CsClientCertificate.BrowserTests.dll')) (Get-OutPath 'tests' 'browser.trx')
    }
}
