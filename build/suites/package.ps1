# The release: that it holds what it should and nothing of the machine that made it; then the engine tests against its module.
try { Initialize-NativeTools }
catch {
    Add-Skip 'package' $_.Exception.Message
    return
}
# The libraries are linked on one processor for minutes.
Start-FuzzLibrary
Invoke-Task package
$module = Get-PackagedModulePath
$rids = @(Get-PackagePlatforms)

function Test-Package([string] $Name, [scriptblock] $Check) {
    Test-Faults 'package' $Name $Check
}

Test-Package 'the sums are those of the downloads, and enough in a folder with nothing else' {
    $downloads = @([IO.Directory]::GetFiles((Get-PackagePath)))
    $summed = @([IO.File]::ReadAllLines((Get-PackagePath 'SHA256SUMS')) | ForEach-Object { ($_ -split '  ', 2)[1] } | Sort-Names)
    $there = @($downloads | ForEach-Object { [IO.Path]::GetFileName($_) } | Where-Object { $_ -ne 'SHA256SUMS' } | Sort-Names)
    if (($summed -join ' ') -cne ($there -join ' ')) { "sums of: $summed", "downloads: $there" }
    # As the page says it.
    if ([IO.File]::ReadAllText((Get-RootPath 'docs' 'packaging.md')) -notmatch '`(sha256sum --check [^`]*)`') { return 'no command in packaging.md' }
    $command = $Matches[1]
    Invoke-WithTemporaryFolder {
        param($folder)
        foreach ($file in $downloads) { [IO.File]::Copy($file, [IO.Path]::Combine($folder, [IO.Path]::GetFileName($file))) }
        $said = & sh -c 'cd "$1" && $2 2>&1' sh $folder $command
        if ($LASTEXITCODE -ne 0) { "$said" }
    }
}

Test-Package 'the manifest is valid and lists every file' {
    $manifest = [IO.Path]::Combine($module, 'CsClientCertificate.psd1')
    $listed = @((Test-ModuleManifest $manifest).FileList | ForEach-Object { $_.Substring($module.Length + 1) } | Sort-Names)
    $there = @(Get-RelativeFiles $module)
    if (($listed -join ' ') -cne ($there -join ' ')) { "listed: $listed", "there: $there" }
}

$version = Get-ManifestVersion

Test-Package 'all that was built has the version of the manifest' {
    $found = [ordered]@{
        'the packaged manifest' = (Read-DataFile ([IO.Path]::Combine($module, 'CsClientCertificate.psd1'))).ModuleVersion
        'the changelog'         = [regex]::Match([IO.File]::ReadAllText((Get-RootPath 'CHANGELOG.md')), '(?m)^## \[([^\]]+)\]').Groups[1].Value
        'cscert.dll'            = (Get-FileVersion ([IO.Path]::Combine($module, 'win-x64', 'cscert.dll'))) -replace '\.0$'
    }
    foreach ($name in 'CsClientCertificate.dll', 'CsClientCertificate.Import.dll') {
        $file = [IO.Path]::Combine($module, $name)
        $found[$name] = [Reflection.AssemblyName]::GetAssemblyName($file).Version.ToString(3)
        $found["the file $name"] = [Diagnostics.FileVersionInfo]::GetVersionInfo($file).FileVersion -replace '\.0$'
    }
    # What the check of an import goes by.
    $found['the name of CsClientCertificate.Import.dll'] =
        [Reflection.AssemblyName]::GetAssemblyName([IO.Path]::Combine($module, 'CsClientCertificate.Import.dll')).Name -replace '^CsClientCertificate\.Import\.'
    foreach ($crate in @(Get-AllCrates $rids | Where-Object { $_.Own })) { $found["the crate $($crate.Name)"] = $crate.Version }
    $zip = [IO.Compression.ZipFile]::OpenRead((Get-PackagePath "CsClientCertificate.$version.nupkg"))
    try {
        $reader = [IO.StreamReader]::new($zip.GetEntry('CsClientCertificate.nuspec').Open())
        $found['the nuspec'] = ([xml]$reader.ReadToEnd()).package.metadata.version
        $reader.Dispose()
    }
    finally { $zip.Dispose() }
    $found['the list of contents'] = [regex]::Match([IO.File]::ReadAllText((Get-PackagePath "CsClientCertificate-$version.cdx.json")),
        '"bom-ref": "pkg:nuget/CsClientCertificate@([^"]+)"').Groups[1].Value
    foreach ($what in $found.Keys) {
        if ($found[$what] -cne $version) { "$what has '$($found[$what])' instead of $version" }
    }
}

Test-Package 'the module has the libraries of the platforms that it is made for' {
    $natives = Get-PackagedNatives $module
    foreach ($rid in $rids) { if (-not $natives.ContainsKey($rid)) { "none for $rid" } }
}

Test-Package 'the archives hold the module' {
    $archives = @{ "CsClientCertificate-$version.zip" = "CsClientCertificate/$version/"; "CsClientCertificate.$version.nupkg" = '' }
    foreach ($archive in $archives.Keys) {
        $zip = [IO.Compression.ZipFile]::OpenRead((Get-PackagePath $archive))
        try {
            $names = @($zip.Entries | ForEach-Object { $_.FullName })
            $inside = @(Get-RelativeFiles $module | ForEach-Object { $archives[$archive] + $_ })
            # Some programs make no folders that an archive does not name; a package of NuGet has none.
            if ($archives[$archive]) { $inside += @(Get-FolderEntries $inside) }
            foreach ($name in $inside) {
                if ($names -cnotcontains $name) { "$archive lacks $name" }
            }
        }
        finally { $zip.Dispose() }
    }
}

foreach ($rid in $rids | Where-Object { $_ -like 'linux-*' }) { Test-LinuxNative 'package' $rid ([IO.Path]::Combine($module, $rid)) }

Test-Package 'the Windows library exports the border and needs what Windows has' {
    $library = [IO.Path]::Combine($module, 'win-x64', 'cscert.dll')
    $dump = @(& x86_64-w64-mingw32-objdump -p $library)
    $system = '^(ADVAPI32|bcrypt|bcryptprimitives|CRYPT32|KERNEL32|msvcrt|ncrypt|ntdll|ole32|Secur32|SHELL32|USERENV|WS2_32|api-ms-win-.*)\.dll$'
    $dump | Where-Object { $_ -match 'DLL Name: (\S+)' -and $Matches[1] -notmatch $system }
    # Binutils from 2.41 on show the ordinal and a hint before the name.
    Compare-Exports @($dump | ForEach-Object { if ($_ -match '^\s+\[\s*\d+\]\s+(\+base\[\s*\d+\]\s+[0-9a-f]+\s+)?([A-Za-z_]\w*)$') { $Matches[2] } })
}

Test-Package 'the Windows library has the SQLite inside that its crates came with' {
    Compare-Sqlite 'win-x64' ([IO.Path]::Combine($module, 'win-x64', 'cscert.dll'))
}

Test-Package 'the Windows library is hardened as the page says' {
    Compare-Hardening 'win-x64' (Get-PeHardening ([IO.Path]::Combine($module, 'win-x64', 'cscert.dll')))
}

Test-Package 'the notices have a text of everything inside, and none may be missing' {
    $notices = [IO.File]::ReadAllText([IO.Path]::Combine($module, 'THIRD-PARTY-NOTICES.txt'))
    $crates = @(Get-AllCrates $rids | Where-Object { -not $_.Own })
    foreach ($crate in $crates) {
        $owned = "(?m)^(?:.*, )?$([regex]::Escape($crate.Name))(?:, .*)?`$"
        if ($notices -notmatch "(?m)^$([regex]::Escape("$($crate.Name) $($crate.Version): "))" -or $notices -notmatch $owned) { "nothing of $($crate.Name)" }
    }
    foreach ($text in @('May you do good and not evil.') + @($rids | ForEach-Object { "Rust's standard library ($_)" }) + @('GCC RUNTIME LIBRARY EXCEPTION',
            'the mingw-w64 project', 'Permission is hereby granted, free of charge', 'Apache License')) {
        if (-not $notices.Contains($text)) { "no '$text'" }
    }
    try {
        $null = Get-LicenseFiles ([pscustomobject]@{ Name = 'textless'; Version = '1.0.0'; License = 'MIT'; Folder = (Get-RootPath 'build' 'native') })
        'a crate without a text was accepted'
    }
    catch { if ($_.Exception.Message -notlike '*textless 1.0.0*without the text*') { $_.Exception.Message } }
}

Test-Package 'the list of contents has what a scanner asks for' {
    $list = [IO.File]::ReadAllText((Get-PackagePath "CsClientCertificate-$version.cdx.json"))
    $document = [Text.Json.JsonDocument]::Parse($list)
    try {
        $root = $document.RootElement
        if ($root.GetProperty('serialNumber').GetString() -notmatch '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$') { 'no serial number' }
        $refs = @{}
        foreach ($component in $root.GetProperty('components').EnumerateArray()) {
            $ref = $component.GetProperty('bom-ref').GetString()
            if ($refs.ContainsKey($ref)) { "$ref stands twice" }
            $refs[$ref] = $component.GetRawText()
            if ($component.GetProperty('type').GetString() -eq 'library' -and $refs[$ref] -notmatch '"purl": "pkg:') { "$ref has no purl" }
            if ($component.GetProperty('type').GetString() -eq 'library' -and $component.GetProperty('version').GetString() -notmatch '^\d+(\.\d+)*') { "$ref has no version" }
        }
        foreach ($rid in $rids) {
            $number = (Get-SqliteIdentity ([IO.Path]::Combine($module, $rid, $NativeTargets[$rid].File))).Version
            $sqlite = $refs["sqlite ($rid)@$number"]
            if ($sqlite -notmatch "cpe:2\.3:a:sqlite:sqlite:$([regex]::Escape($number)):") { "no CPE of SQLite for $rid" }
            $patched = Invoke-WithNativeCrates $rid { $Build.Crates.Name -eq 'debian' }
            if ($patched -ne ($sqlite -match '"patches"')) { "SQLite's patches for $rid" }
        }
        # Of each advisory that is about a crate inside it stands there why it does not apply; of others nothing.
        $crates = @(Get-AllCrates $rids)
        $expected = @(Get-Advisories | Where-Object { $advisory = $_; $crates | Where-Object {
            $_.Name -ceq $advisory.Crate -and (ConvertTo-Version $_.Version) -lt [version]$advisory.Before } } | ForEach-Object { $_.Id } | Sort-Names)
        $listed = @(foreach ($advisory in $root.GetProperty('vulnerabilities').EnumerateArray()) {
            $advisory.GetProperty('id').GetString()
            foreach ($affected in $advisory.GetProperty('affects').EnumerateArray()) {
                if (-not $refs.ContainsKey($affected.GetProperty('ref').GetString())) { "about something else: $($affected.GetRawText())" }
            }
        })
        if ((@($listed | Sort-Names) -join ' ') -cne ($expected -join ' ')) { "advisories listed: $listed", "expected: $expected" }
    }
    finally { $document.Dispose() }
}

Test-Package 'the manifest and the nuspec say what the settings do, and the page what is empty' {
    $names = 'ProjectUri', 'LicenseUri', 'IconUri', 'HelpInfoUri', 'ReleaseNotes'
    $settings = Get-ReleaseSettings
    $empty = @($names | Where-Object { -not $settings[$_] }) -join ', '
    $noted = [regex]::Match([IO.File]::ReadAllText((Get-RootPath 'docs' 'packaging.md')), '(?m)^Empty, and therefore left out: (.*)\.\r?$').Groups[1].Value
    if ($noted -cne $empty) { "empty: $empty; the page says: $noted" }
    $made = @{}
    foreach ($name in $names) { $made[$name] = "https://example.invalid/$name's" }
    foreach ($case in @($settings, $made)) {
        Invoke-WithTemporaryFolder {
            param($folder)
            Copy-Folder (Get-RootPath 'powershell' 'module') $folder
            Set-ManifestSettings $folder $case
            $manifest = Read-DataFile ([IO.Path]::Combine($folder, 'CsClientCertificate.psd1'))
            $data = $manifest.PrivateData.PSData
            foreach ($name in $names) {
                $place = if ($name -eq 'HelpInfoUri') { $manifest } else { $data }
                $is = if ($place.ContainsKey($name)) { $place[$name] } else { '' }
                if ($is -cne $case[$name]) { "$name is '$is' instead of '$($case[$name])'" }
            }
            $nuspec = Get-NuspecSettings $case
            foreach ($name in 'ProjectUri', 'IconUri', 'ReleaseNotes') {
                if ($case[$name] -and -not $nuspec.Contains((ConvertTo-XmlText $case[$name]))) { "the nuspec lacks $name" }
            }
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

# As its maintainer signs it, with a certificate that is made here.
$signing = Get-SigningHindrance
if ($signing) { Add-Skip 'package' "signing: $signing" }
else {
    Test-Package 'what is signed is what is packed, listed and summed' {
        Invoke-WithTemporaryFolder {
            param($folder)
            $copy = [IO.Path]::Combine($folder, 'module')
            Copy-Folder $module $copy
            $certificate = New-SigningCertificate $folder
            Invoke-WithEnvironment @{ SIGN_CERTIFICATE = $certificate.File; SIGN_KEY = $certificate.Key } {
                Invoke-Signing (Get-RootPath 'build' 'signing' 'osslsigncode.sh') $copy
            }
            $signed = @(Get-SignableFiles $copy)
            $expected = 'CsClientCertificate.dll', 'CsClientCertificate.Import.dll', 'CsClientCertificate.format.ps1xml', 'CsClientCertificate.psd1', 'examples/nightly.ps1', 'win-x64/cscert.dll'
            foreach ($name in $expected) {
                if ($signed -cnotcontains [IO.Path]::Combine($copy, $name)) { "$name was not given to the hook" }
            }
            foreach ($file in $signed) {
                $said = & osslsigncode verify -CAfile $certificate.File -in $file
                if ($LASTEXITCODE -ne 0) { "${file}: $said" }
            }
            $null = Test-ModuleManifest ([IO.Path]::Combine($copy, 'CsClientCertificate.psd1'))
            $downloads = [IO.Path]::Combine($folder, 'downloads')
            $null = [IO.Directory]::CreateDirectory($downloads)
            New-Downloads $downloads $copy
            $list = [IO.File]::ReadAllText([IO.Path]::Combine($downloads, "CsClientCertificate-$version.cdx.json"))
            $unpacked = [IO.Path]::Combine($folder, 'unpacked')
            [IO.Compression.ZipFile]::ExtractToDirectory([IO.Path]::Combine($downloads, "CsClientCertificate-$version.zip"), $unpacked)
            foreach ($name in Get-RelativeFiles $copy) {
                $sum = Get-Sha256 ([IO.Path]::Combine($copy, $name))
                if (-not $list.Contains($sum)) { "the list has another sum of $name" }
                if ((Get-Sha256 ([IO.Path]::Combine($unpacked, 'CsClientCertificate', $version, $name))) -cne $sum) { "the zip has another $name" }
            }
            & sh -c 'cd "$1" && sha256sum --check --quiet SHA256SUMS' sh $downloads
            if ($LASTEXITCODE -ne 0) { 'sha256sum --check' }
        }
    }
}

Test-Package 'a hook that does not sign, or does more, ends the build' {
    Invoke-WithTemporaryFolder {
        param($folder)
        $copy = [IO.Path]::Combine($folder, 'module')
        $sign = 'foreach ($file in $args) { [IO.File]::AppendAllText($file, "signed") }; $folder = [IO.Path]::GetDirectoryName($args[0]); '
        $hooks = @{
            ''                                                                    = '*did not sign CsClientCertificate.Import.dll*'
            'exit 3'                                                              = '*exit code 3*'
            ($sign + '[IO.File]::Delete("$folder/CsClientCertificate.psd1")')     = '*removed CsClientCertificate.psd1*'
            ($sign + '[IO.File]::WriteAllText("$folder/signed.txt", "")')         = '*changed signed.txt*'
        }
        foreach ($text in $hooks.Keys) {
            Remove-Folder $copy
            Copy-Folder $module $copy
            $hook = [IO.Path]::Combine($folder, 'hook.ps1')
            Set-FileText $hook $text
            try {
                Invoke-Signing $hook $copy
                "accepted: $text"
            }
            catch { if ($_.Exception.Message -notlike $hooks[$text]) { $_.Exception.Message } }
        }
    }
}

# As somebody installs it who has a folder for a gallery.
try {
    $powershell = Get-FullPowerShell
    Test-Package 'PSResourceGet installs it from a folder, as the page says' {
        Invoke-WithTemporaryFolder {
            param($folder)
            Invoke-WithEnvironment @{ HOME = $folder; XDG_DATA_HOME = ''; CS_CERTIFICATE_REGISTRY = ''; PSModulePath = ''; NO_COLOR = '1' } {
                Invoke-FullPowerShell $powershell (Get-RootPath 'tests' 'powershell' 'install.ps1') @(
                    '-Page', (Get-RootPath 'docs' 'packaging.md'), '-Packages', (Get-PackagePath), '-Data', (Get-RootPath 'tests' 'data'))
            }
        }
    }
}
catch { Add-Skip 'package' "installing with PSResourceGet: $($_.Exception.Message)" }

# As somebody installs it who has no network: from the zip.
$modules = Get-OutPath 'tests' 'Modules'
Remove-Folder $modules
[IO.Compression.ZipFile]::ExtractToDirectory((Get-PackagePath "CsClientCertificate-$(Get-ManifestVersion).zip"), $modules)
Build-Project (Get-EngineTestsProject)
Invoke-WithEnvironment @{ CSCERT_TEST_MODULE = [IO.Path]::Combine($modules, 'CsClientCertificate', (Get-ManifestVersion)) } {
    Invoke-ModuleTests 'package'
}
