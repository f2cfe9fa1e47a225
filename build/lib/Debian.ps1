# Debian's packages: the other place the crates come from.

# One name a line; what follows a # says why.
function Get-DebianPackages {
    [IO.File]::ReadAllLines((Get-RootPath 'build' 'debian-packages.txt')) |
        ForEach-Object { ($_ -split '#')[0].Trim() } | Where-Object { $_ }
}

function Get-MissingDebianPackages {
    $wanted = @(Get-DebianPackages)
    # dpkg-query complains on stderr of what it does not know; what it does know is enough here.
    $installed = @(& sh -c 'dpkg-query -W -f ''${Package} ${db:Status-Status}\n'' "$@" 2>/dev/null' sh @wanted |
        Where-Object { $_ -like '* installed' } | ForEach-Object { ($_ -split ' ')[0] })
    $wanted | Where-Object { $installed -notcontains $_ }
}

function Install-DebianPackages {
    if (-not (Test-Tool 'apt-get') -or -not (Test-Tool 'dpkg-query')) {
        throw ("the Rust crates can be had from nowhere: crates.io was not reached, and this is no Debian system, whose packages " +
            "could stand in for it. Connect the machine to crates.io (or give cargo a mirror in its config.toml).")
    }
    $missing = @(Get-MissingDebianPackages)
    if ($missing.Count -eq 0) {
        return
    }
    $command = "apt-get install --yes --no-install-recommends $($missing -join ' ')"
    if ((& id -u) -ne '0') {
        throw "crates.io was not reached, and Debian packages that hold the crates are missing. As root, run:`n    $command"
    }
    Write-Step "Installing $($missing.Count) Debian packages"
    Invoke-WithEnvironment @{ DEBIAN_FRONTEND = 'noninteractive' } {
        # Package lists may be absent or too old to be true; only then they are fetched.
        & sh -c "$command -qq >/dev/null 2>&1"
        if ($LASTEXITCODE -ne 0) {
            & apt-get update -qq
            & sh -c "$command -qq >/dev/null"
            if ($LASTEXITCODE -ne 0) {
                throw ("crates.io was not reached, and Debian's packages could not be installed (the reason stands above). " +
                    "Missing: $($missing -join ' ').")
            }
        }
    }
}
