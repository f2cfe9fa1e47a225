# The release: that it holds what it should and nothing of the machine that made it; then the engine tests against its module.
try { Initialize-NativeTools }
catch {
    Add-Skip 'package' $_.Exception.Message
    return
}
Invoke-Task package
$module = Get-PackagedModulePath

function Test-Package([string] $Name, [scriptblock] $Check) {
    # Whatever the check emits is a fault.
    $faults = @(& $Check)
    if ($faults.Count -eq 0) { Add-Result 'package' 1 0 0 }
    else { Add-Result 'package' 0 1 0 @("FAILED: ${Name}: $($faults -join '; ')") }
}

Test-Package 'the sums are right' {
    & sh -c 'cd "$1" && sha256sum --check --quiet SHA256SUMS' sh (Get-PackagePath)
    if ($LASTEXITCODE -ne 0) { 'sha256sum --check' }
}

Test-Package 'the manifest is valid and lists every file' {
    $manifest = [IO.Path]::Combine($module, 'CsClientCertificate.psd1')
    $listed = @((Test-ModuleManifest $manifest).FileList | ForEach-Object { $_.Substring($module.Length + 1) } | Sort-Names)
    $there = @(Get-RelativeFiles $module)
    if (($listed -join ' ') -cne ($there -join ' ')) { "listed: $listed", "there: $there" }
}

Test-Package 'the archives hold the module' {
    $version = Get-ManifestVersion
    $archives = @{ "CsClientCertificate-$version.zip" = "CsClientCertificate/$version/"; "CsClientCertificate.$version.nupkg" = '' }
    foreach ($archive in $archives.Keys) {
        $zip = [IO.Compression.ZipFile]::OpenRead((Get-PackagePath $archive))
        try {
            $names = @($zip.Entries | ForEach-Object { $_.FullName })
            foreach ($name in Get-RelativeFiles $module) {
                if ($names -cnotcontains ($archives[$archive] + $name)) { "$archive lacks $name" }
            }
        }
        finally { $zip.Dispose() }
    }
}

# The functions of the header against those that a library exports.
function Compare-Exports([string[]] $Exported) {
    $header = [IO.File]::ReadAllText((Get-RootPath 'include' 'cscert.h'))
    $border = @([regex]::Matches($header, '\b(cscert_\w+)\(') | ForEach-Object { $_.Groups[1].Value })
    $border | Where-Object { $Exported -cnotcontains $_ } | ForEach-Object { "lacks $_" }
    $Exported | Where-Object { $border -cnotcontains $_ } | ForEach-Object { "exports $_" }
}

# The libraries of Linux, and what each needs beside the C library.
$linux = @{ 'libcscert.so' = 'libcrypto.so.3 libssl.so.3'; $FilesOnlyNative = '' }

foreach ($file in $linux.Keys | Sort-Names) {
    $library = [IO.Path]::Combine($module, 'linux-x64', $file)

    Test-Package "$file exports the border and nothing else" {
        Compare-Exports @(& nm -D --defined-only $library | ForEach-Object { ($_ -split ' ')[-1] })
    }

    Test-Package "$file needs the C library of version 2.28 or later, and OpenSSL 3 if it has servers" {
        $more = @(& objdump -p $library | ForEach-Object { if ($_ -match 'NEEDED\s+(\S+)') { $Matches[1] } } |
            Where-Object { @('libc.so.6', 'libgcc_s.so.1', 'ld-linux-x86-64.so.2') -cnotcontains $_ } | Sort-Names)
        if (($more -join ' ') -cne $linux[$file]) { "needs $more" }
        # Weak ones (w) are done without where they are missing.
        & objdump -T $library | Where-Object { $_ -notmatch '^\S+\s+w' -and $_ -match '\*UND\*.*\(GLIBC_2\.(\d+)' -and [int]$Matches[1] -gt 28 }
        & objdump -T $library | Where-Object { $_ -match '\*UND\*.*\(OPENSSL_([^)]+)\)' -and $Matches[1] -ne '3.0.0' }
    }
}

Test-Package 'the Windows library exports the border and needs what Windows has' {
    $library = [IO.Path]::Combine($module, 'win-x64', 'cscert.dll')
    $dump = @(& x86_64-w64-mingw32-objdump -p $library)
    $system = '^(ADVAPI32|bcrypt|bcryptprimitives|CRYPT32|KERNEL32|msvcrt|ncrypt|ntdll|ole32|Secur32|SHELL32|USERENV|WS2_32|api-ms-win-.*)\.dll$'
    $dump | Where-Object { $_ -match 'DLL Name: (\S+)' -and $Matches[1] -notmatch $system }
    # Binutils from 2.41 on show the ordinal and a hint before the name.
    Compare-Exports @($dump | ForEach-Object { if ($_ -match '^\s+\[\s*\d+\]\s+(\+base\[\s*\d+\]\s+[0-9a-f]+\s+)?([A-Za-z_]\w*)$') { $Matches[2] } })
}

Test-Package 'the libraries have the SQLite inside that their crates came with' {
    foreach ($rid in @('linux-x64', 'win-x64')) {
        $source = Invoke-WithNativeCrates $rid { $Build.Crates.Sqlite.Id }
        foreach ($library in Get-NativeFiles ([IO.Path]::Combine($module, $rid, $NativeTargets[$rid].File))) {
            $id = (Get-SqliteIdentity $library).Id
            if ($id -cne $source) { "${library}: $id instead of $source" }
        }
    }
}

Test-Package 'no file knows where it was built' {
    $latin = [Text.Encoding]::GetEncoding(28591)
    $wide = [Text.Encoding]::Unicode
    $places = @($Build.Root, ([Environment]::GetFolderPath([Environment+SpecialFolder]::UserProfile) + '/'))
    foreach ($name in Get-RelativeFiles $module) {
        $bytes = [IO.File]::ReadAllBytes([IO.Path]::Combine($module, $name))
        foreach ($place in $places) {
            if ($latin.GetString($bytes).Contains($place) -or $wide.GetString($bytes).Contains($place)) { "$name has $place" }
        }
    }
}

Test-Package "without OpenSSL's headers the build says what to install" {
    Invoke-WithEnvironment @{ PKG_CONFIG_LIBDIR = '/nonexistent'; PKG_CONFIG_PATH = ''; OPENSSL_DIR = ''; OPENSSL_LIB_DIR = '' } {
        try { Assert-OpenSsl; 'it found some' }
        catch { if ($_.Exception.Message -notlike '*apt-get install libssl-dev pkg-config*') { $_.Exception.Message } }
    }
}

# As somebody installs it who has no network: from the zip.
$modules = Get-OutPath 'tests' 'Modules'
Remove-Folder $modules
[IO.Compression.ZipFile]::ExtractToDirectory((Get-PackagePath "CsClientCertificate-$(Get-ManifestVersion).zip"), $modules)
Build-Project (Get-EngineTestsProject)
Invoke-WithEnvironment @{ CSCERT_TEST_MODULE = [IO.Path]::Combine($modules, 'CsClientCertificate', (Get-ManifestVersion)) } {
    Invoke-ModuleTests 'package'
}
