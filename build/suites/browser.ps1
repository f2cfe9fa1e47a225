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
Invoke-WithTemporaryFolder {
    param($folder)
    $report = [IO.Path]::Combine($folder, 'report.html')
    $null = & (Get-RootPath 'build' 'browser' 'report.ps1') -Module ([IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')) `
        -Data (Get-RootPath 'tests' 'data') -Registry ([IO.Path]::Combine($folder, 'registry.db')) -Report $report
    Invoke-BrowserTests 'browser' 'ReportTests' @{ CSCERT_TEST_REPORT = $report }
}
