# The browser of the suite that needs one.

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
