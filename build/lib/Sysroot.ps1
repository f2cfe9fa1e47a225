# Debian's packages of another architecture, unpacked below out/. Nothing of them is installed, and the machine does not learn of the
# architecture: apt has lists of its own there, by the machine's sources and keys.

# Fetches what a list of build/ names, once for each list and Rust, and returns the folder.
function Initialize-Sysroot([string] $Architecture, [string] $List) {
    # Rust's standard library fits the very Rust that it was made with.
    $contents = (@(Get-DebianPackages $List) + "$(& $DebianRust.RUSTC --version)") -join ' '
    $folder = Get-OutPath 'sysroot' "$Architecture-$((Get-TextSha256 $contents).Substring(0, 16))"
    if (-not [IO.Directory]::Exists($folder)) {
        $names = @(Get-DebianPackages $List)
        Write-Step "Fetching $($names.Count) Debian packages for $Architecture"
        $made = "$folder.new"
        Remove-Folder $made
        $packages = Get-OutPath 'sysroot' 'packages'
        Remove-Folder $packages
        Save-DebianPackages $Architecture $names $packages
        foreach ($file in [IO.Directory]::GetFiles($packages, '*.deb')) { Invoke-Tool dpkg-deb @('-x', $file, $made) }
        Remove-Folder $packages
        [IO.Directory]::Move($made, $folder)
    }
    $folder
}

# Needs no rights of root.
function Save-DebianPackages([string] $Architecture, [string[]] $Names, [string] $Folder) {
    $apt = [IO.Path]::Combine($Folder, 'apt')
    foreach ($part in @('lists', 'partial'), @('archives', 'partial')) {
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine([string[]](@($apt) + $part)))
    }
    $status = [IO.Path]::Combine($apt, 'status')
    [IO.File]::WriteAllText($status, '')
    $options = @(foreach ($setting in "APT::Architecture=$Architecture", "APT::Architectures::=$Architecture", "Dir::State=$apt", "Dir::State::status=$status",
        "Dir::Cache=$apt", 'Acquire::Languages=none', 'APT::Sandbox::User=') { '-o', $setting })
    $why = "Debian's packages for $Architecture could not be fetched (the reason stands above): $($Names -join ' ')."
    & apt-get @options update -qq
    if ($LASTEXITCODE -ne 0) { throw $why }
    # They are put into the folder that it runs in.
    & sh -c 'cd "$1" && shift && apt-get "$@"' sh $Folder @options download -qq @Names
    if ($LASTEXITCODE -ne 0) { throw $why }
}
