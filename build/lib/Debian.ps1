# Debian's packages: the other place the crates come from, and tools.

# One name a line; what follows a # says why.
function Get-DebianPackages([string] $List) {
    [IO.File]::ReadAllLines((Get-RootPath 'build' $List)) |
        ForEach-Object { ($_ -split '#')[0].Trim() } | Where-Object { $_ }
}

function Get-MissingDebianPackages([string] $List) {
    $wanted = @(Get-DebianPackages $List)
    # dpkg-query complains on stderr of what it does not know; what it does know is enough here.
    $installed = @(& sh -c 'dpkg-query -W -f ''${Package} ${db:Status-Status}\n'' "$@" 2>/dev/null' sh @wanted |
        Where-Object { $_ -like '* installed' } | ForEach-Object { ($_ -split ' ')[0] })
    $wanted | Where-Object { $installed -notcontains $_ }
}

# Installs what a list of build/ names and the machine lacks. $Why says what it is for, where it cannot be had.
function Install-DebianPackages([string] $List, [string] $Why) {
    if (-not (Test-Tool 'apt-get') -or -not (Test-Tool 'dpkg-query')) {
        throw "this is no Debian system, whose packages could be used: $(@(Get-DebianPackages $List) -join ' '). $Why"
    }
    $missing = @(Get-MissingDebianPackages $List)
    if ($missing.Count -eq 0) {
        return
    }
    $command = "apt-get install --yes --no-install-recommends $($missing -join ' ')"
    if ((& id -u) -ne '0') {
        throw "Debian packages are missing. $Why As root, run:`n    $command"
    }
    Write-Step "Installing $($missing.Count) Debian packages"
    Invoke-WithEnvironment @{ DEBIAN_FRONTEND = 'noninteractive' } {
        # Package lists may be absent or too old to be true; only then they are fetched.
        & sh -c "$command -qq >/dev/null 2>&1"
        if ($LASTEXITCODE -ne 0) {
            & apt-get update -qq
            & sh -c "$command -qq >/dev/null"
            if ($LASTEXITCODE -ne 0) {
                throw "Debian's packages could not be installed (the reason stands above): $($missing -join ' '). $Why"
            }
        }
    }
}
