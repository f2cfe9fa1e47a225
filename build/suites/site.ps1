# The site in a real browser. Pictures of it are left in out/tests to be looked at.
if (Test-Windows) {
    Add-Skip 'site' 'the browser tests drive Chromium on Linux'
    return
}
$lacking = Install-Chromium
if (-not $lacking) { $lacking = Get-SiteHindrance }
if ($lacking) {
    Add-Skip 'site' $lacking
    return
}
Invoke-Task site
Invoke-BrowserTests 'site' 'SiteTests' @{ CSCERT_TEST_SITE = (Get-SitePath 'public') }
