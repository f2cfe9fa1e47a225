# THIRD-PARTY-NOTICES.txt: the texts of the licences of what is inside the native libraries. One that is not found ends the build.

# Crates that come without a text because they are parts of another one.
$LicensedWith = @{ 'winapi-x86_64-pc-windows-gnu' = 'winapi' }

# Each text once, after the names of those whose it is.
function Get-Notices([object[]] $Crates, [string[]] $Rids) {
    $foreign = @($Crates | Where-Object { -not $_.Own })
    $lines = [Collections.Generic.List[string]]::new()
    $lines.Add('The native libraries of CsClientCertificate hold the following software.')
    $lines.Add('')
    $texts = @{}
    foreach ($part in Get-RuntimeNotices $Rids) {
        $line = "$($part.Name): $($part.License)"
        if (-not $lines.Contains($line)) { $lines.Add($line) }
        Add-NoticeText $texts $part.Name $part.Text
    }
    foreach ($crate in $foreign) {
        $lines.Add("$($crate.Name) $($crate.Version): $($crate.License)")
        foreach ($file in @(Get-LicenseFiles $crate $foreign)) { Add-NoticeText $texts $crate.Name ([IO.File]::ReadAllText($file)) }
    }
    $keys = [string[]]@($texts.Keys | ForEach-Object { ($texts[$_] -join ', ') + "`n" + $_ })
    [Array]::Sort($keys, [StringComparer]::Ordinal)
    foreach ($key in $keys) {
        $owners, $text = $key -split "`n", 2
        $lines.Add('')
        $lines.Add('-' * 78)
        $lines.Add($owners)
        $lines.Add('')
        $lines.Add($text)
    }
    ($lines -join "`n") + "`n"
}

function Add-NoticeText([hashtable] $Texts, [string] $Owner, [string] $Text) {
    $trimmed = $Text.Replace("`r`n", "`n").Trim("`n")
    if (-not $Texts.ContainsKey($trimmed)) { $Texts[$trimmed] = @() }
    if ($Texts[$trimmed] -notcontains $Owner) { $Texts[$trimmed] += $Owner }
}

# The crate's own files, else those of the crate that it is a part of, else what Debian's package of it says.
function Get-LicenseFiles([object] $Crate, [object[]] $All = @()) {
    $with = $LicensedWith[$Crate.Name]
    $folders = @($Crate.Folder) + @($All | Where-Object { $with -and $_.Name -eq $with } | ForEach-Object { $_.Folder }) | Where-Object { $_ }
    foreach ($folder in $folders) {
        $files = [string[]]@([IO.Directory]::GetFiles($folder) | Where-Object { [IO.Path]::GetFileName($_) -match '^(LICEN[CS]E|COPYING|UNLICENSE|NOTICE)' })
        [Array]::Sort($files, [StringComparer]::Ordinal)
        if ($files) { return $files }
    }
    if ($Build.Crates.Name -eq 'debian' -or $Build.Crates.ContainsKey('Debian')) {
        $name = $Crate.Name.Replace('_', '-')
        $series = ($Crate.Version -split '\.')[0..1] -join '.'
        foreach ($package in "librust-$name-$series-dev", "librust-$name-dev") {
            $file = "/usr/share/doc/$package/copyright"
            if ([IO.File]::Exists($file)) { return $file }
        }
    }
    throw "the crate $($Crate.Name) $($Crate.Version) ($($Crate.License)) comes without the text of its licence, and may not be shipped so."
}

# What is no crate: its name, licence and text.
function Get-RuntimeNotices([string[]] $Rids) {
    foreach ($rid in $Rids) {
        Invoke-WithNativeCrates $rid {
            @{ Name = 'SQLite'; License = 'public domain'; Text = (Get-SqliteBlessing) }
            @{ Name = "Rust's standard library ($rid)"; License = 'MIT OR Apache-2.0, and what it says of its parts'; Text = (Get-RustNotice (Get-RustCompiler $rid)) }
        }
        if ($rid -eq 'win-x64') {
            @{ Name = 'mingw-w64 (win-x64)'; License = 'ZPL-2.1, and what it says of its parts'; Text = (Get-MingwNotice) }
            @{ Name = "GCC's runtime (win-x64)"; License = 'GPL-3.0-or-later WITH GCC-exception-3.1'
                Text = [IO.File]::ReadAllText((Get-RootPath 'build' 'licenses' 'GCC-exception-3.1.txt')) }
        }
    }
}

# Its text stands at the head of its sources.
function Get-SqliteBlessing {
    if ($Build.Crates.Sqlite) {
        $header = [IO.File]::ReadAllText([IO.Path]::Combine($Build.Crates.Sqlite.Folder, 'sqlite3.h')).Replace("`r`n", "`n")
        if ($header -match '(?s)The author disclaims copyright.*?taking more than you give\.') { return $Matches[0] -replace '(?m)^\*\* ?' }
    }
    throw "the source of SQLite does not say under which terms it may be shipped."
}

# Beside the compiler, where rustup or a system puts it.
function Get-RustNotice([string] $Compiler) {
    $root = & $Compiler --print sysroot
    $documents = [IO.Path]::Combine($root, 'share', 'doc')
    foreach ($place in 'rust/COPYRIGHT-library.html', 'libstd-rust-dev-windows/copyright', 'libstd-rust-dev/copyright', 'rust/COPYRIGHT') {
        $file = [IO.Path]::Combine($documents, $place)
        if ([IO.File]::Exists($file)) {
            $text = [IO.File]::ReadAllText($file)
            if ($place -like '*.html') { $text = ConvertFrom-Html $text }
            return $text
        }
    }
    throw "the licences of Rust's standard library are not below $documents. Install the documentation of $Compiler."
}

# Of a plain page: no scripts, no tables.
function ConvertFrom-Html([string] $Html) {
    $text = $Html -replace '(?s)<head>.*?</head>' -replace '<[^>]+>'
    ([Net.WebUtility]::HtmlDecode($text) -replace '[ \t]+\n', "`n") -replace '\n{3,}', "`n`n"
}

function Get-MingwNotice {
    $file = '/usr/share/doc/mingw-w64-common/copyright'
    if (-not [IO.File]::Exists($file)) { throw "the licences of mingw-w64's runtime are not at $file, where Debian and Ubuntu have them." }
    [IO.File]::ReadAllText($file)
}
