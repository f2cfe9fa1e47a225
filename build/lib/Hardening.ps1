# What a library has against exploits and for whoever looks at its file, read from the file. docs/packaging.md has the same as a table.

# What functions begin with that a branch may lead to (endbr64; bti c), and that sign the address to which they return (paciasp).
$LandingPads = @{ 'linux-x64' = 0xf3, 0x0f, 0x1e, 0xfa; 'linux-arm64' = 0x5f, 0x24, 0x03, 0xd5; 'win-x64' = 0xf3, 0x0f, 0x1e, 0xfa }
$ReturnSigner = 0x3f, 0x23, 0x03, 0xd5

# By the table's rows.
function Get-ElfHardening([string] $Rid, [string] $Library) {
    $headers = @(& readelf -W -l $Library) -join "`n"
    $dynamic = @(& readelf -W -d $Library) -join "`n"
    $imports = @(& readelf -W --dyn-syms $Library | ForEach-Object { if ($_ -match '\sUND\s+(\w+)') { $Matches[1] } })
    $relro = if ($headers -notmatch 'GNU_RELRO') { 'no' } elseif ($dynamic -match 'BIND_NOW') { 'full' } else { 'partial' }
    $fortified = @($imports | Where-Object { $_ -match '^__\w+_chk$' })
    [ordered]@{
        'read-only relocations (RELRO)'         = $relro
        'no executable stack or data'           = ConvertTo-YesNo ($headers -match 'GNU_STACK.* RW ' -and $headers -notmatch '\bRWE\b')
        'loaded at a random address'            = ConvertTo-YesNo ($headers -match 'file type is DYN')
        'stack protector'                       = ConvertTo-Extent ($imports -ccontains '__stack_chk_fail')
        'FORTIFY_SOURCE'                        = ConvertTo-Extent ($fortified.Count -gt 0)
        'landing pads for branches (CET, BTI)'  = ConvertTo-Extent ((Get-Occurrences $Library $LandingPads[$Rid] 100) -ge 100)
        'signed return addresses (PAC)'         = if ($Rid -like '*-arm64') { ConvertTo-Extent ((Get-Occurrences $Library $ReturnSigner 100) -ge 100) } else { '-' }
        'Control Flow Guard'                    = '-'
        'no symbols'                            = ConvertTo-YesNo ((@(& readelf -W -S $Library) -join "`n") -notmatch '\.symtab')
        'version resource'                      = '-'
    }
}

function Get-PeHardening([string] $Library) {
    $dump = @(& x86_64-w64-mingw32-objdump -x $Library) -join "`n"
    [ordered]@{
        'read-only relocations (RELRO)'         = '-'
        'no executable stack or data'           = ConvertTo-YesNo ($dump -match 'NX_COMPAT')
        'loaded at a random address'            = ConvertTo-YesNo ($dump -match 'DYNAMIC_BASE' -and $dump -match 'HIGH_ENTROPY_VA')
        'stack protector'                       = ConvertTo-Extent ((Get-Occurrences $Library ([Text.Encoding]::ASCII.GetBytes('*** stack smashing detected ***')) 1) -eq 1)
        'FORTIFY_SOURCE'                        = 'no'
        'landing pads for branches (CET, BTI)'  = ConvertTo-Extent ((Get-Occurrences $Library $LandingPads['win-x64'] 100) -ge 100)
        'signed return addresses (PAC)'         = '-'
        'Control Flow Guard'                    = ConvertTo-YesNo ($dump -match 'GUARD_CF')
        'no symbols'                            = ConvertTo-YesNo ($dump -match '(?m)^no symbols')
        'version resource'                      = ConvertTo-YesNo ([bool](Get-FileVersion $Library))
    }
}

function ConvertTo-YesNo([bool] $Has) {
    if ($Has) { 'yes' } else { 'no' }
}

# Of the code that is C's: Rust checks lengths itself, and its compiler gives none of the rest.
function ConvertTo-Extent([bool] $Has) {
    if ($Has) { 'C parts' } else { 'no' }
}

# How often bytes occur in a file; no more than so often is counted.
function Get-Occurrences([string] $File, [byte[]] $Wanted, [int] $Enough) {
    $latin = [Text.Encoding]::GetEncoding(28591)
    $text = $latin.GetString([IO.File]::ReadAllBytes($File))
    $sought = $latin.GetString($Wanted)
    $count = 0
    for ($at = $text.IndexOf($sought, [StringComparison]::Ordinal); $at -ge 0 -and $count -lt $Enough; $at = $text.IndexOf($sought, $at + 1, [StringComparison]::Ordinal)) { $count++ }
    $count
}

# The four numbers of a version resource, by its signature; nothing where there is none.
# https://learn.microsoft.com/windows/win32/api/verrsrc/ns-verrsrc-vs_fixedfileinfo
function Get-FileVersion([string] $Library) {
    $bytes = [IO.File]::ReadAllBytes($Library)
    $latin = [Text.Encoding]::GetEncoding(28591)
    $at = $latin.GetString($bytes).IndexOf($latin.GetString([byte[]](0xbd, 0x04, 0xef, 0xfe, 0, 0, 1, 0)), [StringComparison]::Ordinal)
    if ($at -lt 0) { return }
    $high = [BitConverter]::ToUInt32($bytes, $at + 8)
    $low = [BitConverter]::ToUInt32($bytes, $at + 12)
    "$($high -shr 16).$($high -band 0xffff).$($low -shr 16).$($low -band 0xffff)"
}

# The table of docs/packaging.md: its rows, each with a platform's cell as far as its first comma or semicolon.
function Get-DocumentedHardening([string] $Rid) {
    $page = [IO.File]::ReadAllText((Get-RootPath 'docs' 'packaging.md'))
    $section = [regex]::Match($page, '(?ms)^## What the libraries are hardened with$(.*?)(?=^## )').Groups[1].Value
    $table = [ordered]@{}
    $rows = @($section -split '\r?\n' | Where-Object { $_ -match '^\| ' })
    $column = [Array]::IndexOf(@($rows[0].Split('|').Trim()), $Rid)
    foreach ($row in $rows) {
        $cells = @($row.Split('|').Trim())
        $table[$cells[1]] = ($cells[$column] -split '[,;:]')[0]
    }
    $table
}
