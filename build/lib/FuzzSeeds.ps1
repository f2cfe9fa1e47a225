# What the fuzzers start from: the project's own inputs, and public test suites.

# The folders that a fuzzer's seeds lie in, beside its own saved corpus.
function Get-FuzzSeeds([string] $Name) {
    switch ($Name) {
        'ldif' { Get-RootPath 'tests' 'data' 'exports' }
        'certificate' {
            Get-RootPath 'tests' 'data' 'certificates'
            Get-RootPath 'tests' 'data' 'certificates-refused'
            Get-RootPath 'rust' 'registry' 'src' 'certificate' 'fixtures'
        }
    }
}

# Which of a suite's files are for which fuzzer, by their ends.
$PublicSeedKinds = @{
    ldif        = '.ldif'
    certificate = '.der', '.pem', '.crt', '.cer', '.p7b', '.p7c'
}
# A larger one would slow down every mutation of it.
$LargestPublicSeed = 64KB

function Get-PublicSeeds([string] $Name) {
    Get-OutPath 'fuzz-seeds' $Name
}

# Brings the public suites into out/fuzz-seeds; returns why that cannot be done, or nothing.
function Get-PublicSeedsHindrance {
    $list = 'debian-packages-fuzz-seeds.txt'
    if (-not (Test-Tool 'apt-get') -or -not (Test-Tool 'dpkg-deb')) {
        return "this is no Debian system, whose packages they are in: $(@(Get-DebianPackages $list) -join ' ')"
    }
    $folder = Get-OutPath 'fuzz-seeds'
    $complete = [IO.Path]::Combine($folder, 'complete')
    if ([IO.File]::Exists($complete)) { return }
    Remove-Folder $folder
    $null = [IO.Directory]::CreateDirectory($folder)
    Write-Step 'Downloading public test suites for the fuzzers'
    & sh -c 'cd "$1" && shift && { apt-get download -qq "$@" || { apt-get update -qq && apt-get download -qq "$@"; }; } >log 2>&1' `
        sh $folder @(Get-DebianPackages $list)
    if ($LASTEXITCODE -ne 0) {
        return "apt-get could not download $(@(Get-DebianPackages $list) -join ' ') (see out/fuzz-seeds/log)"
    }
    foreach ($package in [IO.Directory]::GetFiles($folder, '*.deb')) {
        $unpacked = [IO.Path]::ChangeExtension($package, '.unpacked')
        Invoke-Tool dpkg-deb '-x', $package, $unpacked
        foreach ($kind in $PublicSeedKinds.Keys) { Copy-PublicSeeds $unpacked $kind }
        Remove-Folder $unpacked
        [IO.File]::Delete($package)
    }
    [IO.File]::WriteAllText($complete, '')
}

function Copy-PublicSeeds([string] $Unpacked, [string] $Kind) {
    $to = Get-PublicSeeds $Kind
    $null = [IO.Directory]::CreateDirectory($to)
    $prefix = [IO.Path]::GetFileNameWithoutExtension($Unpacked)
    $number = 0
    foreach ($file in [IO.Directory]::GetFiles($Unpacked, '*', 'AllDirectories')) {
        $data = [IO.FileInfo]::new($file)
        if ($PublicSeedKinds[$Kind] -contains $data.Extension -and $data.Length -le $LargestPublicSeed -and
            -not ($data.Attributes -band [IO.FileAttributes]::ReparsePoint)) {
            $number++
            $null = $data.CopyTo([IO.Path]::Combine($to, "$prefix-$number"), $true)
        }
    }
}
