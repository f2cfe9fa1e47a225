# The pages of the project as a site in out/site/public, ready to be hosted. SITE_BASE is the path that it has there, `/` if nothing is said.
$lacking = Get-SiteHindrance
if ($lacking) { throw $lacking }
Install-SiteGenerator
Write-Step 'Site'
$pages = Get-SitePath 'pages'
Remove-Folder $pages
# The layout is the repository's, so that what links to what stays true.
Copy-Folder (Get-RootPath 'docs') ([IO.Path]::Combine($pages, 'docs'))
$others = @{ 'README.md' = 'index.md'; 'LICENSE' = 'LICENSE.md' }
foreach ($file in 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'tests/data/README.md') { $others[$file] = $file }
foreach ($file in $others.Keys) {
    $text = [IO.File]::ReadAllText((Get-RootPath $file)).Replace('](README.md', '](index.md')
    Set-FileText ([IO.Path]::Combine($pages, $others[$file])) $text
}
Copy-Folder (Get-RootPath 'build' 'site' 'vitepress') ([IO.Path]::Combine($pages, '.vitepress'))
Remove-Folder (Get-SitePath 'public')
$places = $ExecutionContext.SessionState.Path
$places.PushCurrentLocation('site')
try {
    $null = $places.SetLocation((Get-SitePath))
    Invoke-Tool npm @('exec', '--offline', '--', 'vitepress', 'build', 'pages', '--logLevel', 'warn')
}
finally { $null = $places.PopLocation('site') }
