# The tests beside the Rust code.
$lines = [Collections.Generic.List[string]]::new()
$sqlite = @(Get-SqliteArguments)
$filter = @($Build.Filter | Where-Object { $_ })
$failure = $null
try {
    Invoke-Cargo test --workspace --no-fail-fast @sqlite @filter | ForEach-Object {
        $lines.Add($_)
        # Hundreds of lines that say `ok` would bury the one that doesn't.
        if ($_ -notmatch '^$|^running 0 tests|\.\.\. ok$|^test result: ok\. 0 passed; 0 failed; 0 ignored') { $_ }
    }
}
catch {
    $failure = $_.Exception.Message
}

$passed = 0; $failed = 0; $skipped = 0
$reasons = @()
foreach ($line in $lines) {
    if ($line -match '^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored') {
        $passed += [int]$Matches[1]; $failed += [int]$Matches[2]; $skipped += [int]$Matches[3]
    }
    elseif ($line -match '^test (.+) \.\.\. ignored(, (.*))?$') {
        $reasons += "skipped: $($Matches[1]): $($Matches[3])"
    }
}
if ($failure -and $failed -eq 0) {
    $failed = 1
    $reasons += "FAILED: $failure"
}
Add-Result 'rust' $passed $failed $skipped $reasons
