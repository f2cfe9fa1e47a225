# Licences of crates against those that deny.toml allows.

# The crates that are built with, by name and licence, whose licence needs one that is not allowed.
function Get-LicenseFaults {
    $rules = [IO.File]::ReadAllText((Get-RootPath 'deny.toml'))
    if ($rules -notmatch '(?m)^allow = \[([^\]]*)\]') { throw 'deny.toml does not say which licences it allows.' }
    $allowed = @([regex]::Matches($Matches[1], '"([^"]+)"') | ForEach-Object { $_.Groups[1].Value })
    $exceptions = @([regex]::Matches($rules, 'crate = "([^"]+)"') | ForEach-Object { $_.Groups[1].Value })
    $lines = @(Invoke-Cargo tree --workspace --target all --edges 'normal,build' --prefix none --no-dedupe --format '{p}|{l}')
    [Collections.Generic.SortedSet[string]]::new([string[]]$lines, [StringComparer]::Ordinal) | ForEach-Object {
        $crate, $license = $_ -split '\|'
        if ($crate -and $exceptions -notcontains ($crate -split ' ')[0] -and -not (Test-License $license $allowed)) { "${crate}: $license" }
    }
}

# Whether an SPDX expression holds with the allowed licences: AND binds closer than OR, and the slash is an older OR.
function Test-License([string] $Expression, [string[]] $Allowed) {
    $text = $Expression.Replace('/', ' OR ')
    while ($text -match '\(([^()]*)\)') {
        $inner = if (Test-License $Matches[1] $Allowed) { $Allowed[0] } else { 'none' }
        $text = $text.Replace($Matches[0], $inner)
    }
    foreach ($choice in $text -csplit '\bOR\b') {
        $refused = @($choice -csplit '\bAND\b' | Where-Object { $Allowed -cnotcontains $_.Trim() })
        if ($refused.Count -eq 0) { return $true }
    }
    $false
}
