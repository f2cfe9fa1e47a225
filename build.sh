#!/usr/bin/env bash
# Finds a PowerShell and runs build.ps1 with it: `./build.sh test`. Without pwsh it is the project's own, made from
# build/powershell with the .NET SDK.
set -eu
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

if command -v pwsh >/dev/null; then
    exec pwsh -NoLogo -NoProfile -NonInteractive -File "$root/build.ps1" "$@"
fi
if ! command -v dotnet >/dev/null; then
    echo "build.sh: neither pwsh nor dotnet was found. Install the .NET SDK 10 (or PowerShell 7) and put it on PATH." >&2
    exit 1
fi

engine=$root/out/powershell
if [ ! -e "$engine/powershell.dll" ] || [ -n "$(find "$root/build/powershell" -newer "$engine/powershell.dll" -name '*.cs')" ]; then
    echo "No pwsh here: making a PowerShell of the project's own ..."
    if ! dotnet --list-sdks | grep -q '^[1-9][0-9]\.'; then
        echo "build.sh: dotnet has no SDK of version 10 or later. Install the .NET SDK 10." >&2
        exit 1
    fi
    if ! dotnet build "$root/build/powershell/powershell.cs" -c Release -o "$engine" --nologo -v quiet; then
        echo "build.sh: no PowerShell could be made (the reason stands above). It needs NuGet packages: check that NuGet is reached." >&2
        exit 1
    fi
    touch "$engine/powershell.dll"
fi

status=0
dotnet "$engine/powershell.dll" -NoProfile -NonInteractive -File "$root/build.ps1" "$@" || status=$?
# The task `clean` leaves the engine that it runs in.
if [ "$(ls "$root/out")" = powershell ]; then
    case " $* " in *" clean "*) rm -rf "$root/out" ;; esac
fi
exit "$status"
