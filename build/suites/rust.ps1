# The tests beside the Rust code. A test that finds out that it cannot be run here prints `skipped: ` and why, and returns.
$lines = [Collections.Generic.List[string]]::new()
$sqlite = @(Get-SqliteArguments)
$filter = @($Build.Filter | Where-Object { $_ })
$failure = $null
$successes = $false
try {
    # What tests print that pass is shown, too, for those that say they were skipped.
    Invoke-Cargo test --workspace --no-fail-fast @sqlite @filter '--' --show-output | ForEach-Object {
        $lines.Add($_)
        if ($_ -match '^successes:$') { $successes = $true }
        elseif ($_ -match '^failures:$|^test result:') { $successes = $false }
        # Hundreds of lines that say `ok` would bury the one that doesn't.
        if (-not $successes -and $_ -notmatch '^$|^running 0 tests|\.\.\. ok$|^test result: ok\. 0 passed; 0 failed; 0 ignored') { $_ }
    }
}
catch {
    $failure = $_.Exception.Message
}

$passed = 0; $failed = 0; $skipped = 0
$reasons = @()
$test = ''
foreach ($line in $lines) {
    if ($line -match '^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored') {
        $passed += [int]$Matches[1]; $failed += [int]$Matches[2]; $skipped += [int]$Matches[3]
    }
    elseif ($line -match '^test (.+) \.\.\. ignored(, (.*))?$') {
        $reasons += "skipped: $($Matches[1]): $($Matches[3])"
    }
    elseif ($line -match '^---- (.+) stdout ----$') {
        $test = $Matches[1]
    }
    elseif ($line -match '^skipped: (.*)$') {
        $passed--; $skipped++
        $reasons += "skipped: ${test}: $($Matches[1])"
    }
}
if ($failure -and $failed -eq 0) {
    $failed = 1
    $reasons += "FAILED: $failure"
}
Add-Result 'rust' $passed $failed $skipped $reasons
