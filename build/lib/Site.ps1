# The generator of the site: VitePress, in the versions of build/site/package-lock.json.

function Get-SitePath([string] $Name = '') {
    [IO.Path]::Combine((Get-OutPath 'site'), $Name)
}

# Why the site cannot be made here; nothing if it can.
function Get-SiteHindrance {
    if (-not (Test-Tool 'npm')) { return 'the site is made by VitePress, which needs Node.js and npm' }
    $generator = [IO.Path]::Combine((Get-SitePath 'node_modules'), 'vitepress')
    if (-not [IO.Directory]::Exists($generator)) {
        $null = & npm view vitepress name --fetch-retries=0 --silent
        if ($LASTEXITCODE -ne 0) { return 'the site is made by VitePress, and npm cannot reach its registry' }
    }
}

# No package's own scripts are run.
function Install-SiteGenerator {
    $sources = @(Get-SourceFiles (Get-RootPath 'build' 'site') 'package*.json')
    $made = Get-SitePath 'generator.txt'
    if (Test-Unchanged $made $sources) { return }
    Write-Step 'Fetching VitePress'
    $null = [IO.Directory]::CreateDirectory((Get-SitePath))
    foreach ($file in $sources) { [IO.File]::Copy($file, (Get-SitePath ([IO.Path]::GetFileName($file))), $true) }
    Invoke-Tool npm @('ci', '--prefix', (Get-SitePath), '--ignore-scripts', '--no-audit', '--no-fund', '--silent')
    Set-FileText $made (Get-Fingerprint $sources)
}
