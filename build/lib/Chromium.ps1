# The browser of the suites that need one.

# Makes Chromium available, where this machine and this user allow it; else returns why not.
function Install-Chromium {
    if (Test-Tool 'chromium') {
        return
    }
    if (-not (Test-Tool 'apt-get')) {
        return 'chromium is not installed, and this is no Debian system that could install it'
    }
    if ((& id -u) -ne '0') {
        return 'chromium is not installed. As root, run: apt-get install --yes --no-install-recommends chromium'
    }
    Write-Step 'Installing chromium'
    Invoke-WithEnvironment @{ DEBIAN_FRONTEND = 'noninteractive' } {
        $command = 'apt-get install --yes --no-install-recommends -qq chromium >/dev/null'
        & sh -c "$command 2>&1"
        if ($LASTEXITCODE -ne 0) {
            # Package lists may be absent or too old to be true.
            & sh -c "apt-get update -qq >/dev/null && $command"
        }
    }
    if (-not (Test-Tool 'chromium')) {
        'chromium could not be installed from Debian''s packages (the reason stands above)'
    }
}

# Runs one class of tests/browser with these variables, and one that says where pictures are left.
function Invoke-BrowserTests([string] $Suite, [string] $Class, [hashtable] $Variables) {
    Build-Project (Get-RootPath 'tests' 'browser' 'CsClientCertificate.BrowserTests.csproj')
    $pictures = Get-OutPath 'tests'
    $null = [IO.Directory]::CreateDirectory($pictures)
    Invoke-WithEnvironment ($Variables + @{ CSCERT_TEST_PICTURES = $pictures }) {
        $program = Get-RootPath 'tests' 'browser' 'bin' 'Release' 'net10.0' 'CsClientCertificate.BrowserTests.dll'
        Invoke-EngineTests $Suite 'dotnet' @($program, '-class', "CsClientCertificate.BrowserTests.$Class") (Get-OutPath 'tests' "$Suite.trx")
    }
}
