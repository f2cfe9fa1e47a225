# The tests beside the Rust code.
$lines = [Collections.Generic.List[string]]::new()
$sqlite = @(Get-SqliteArguments)
$failure = $null
try {
    Invoke-Cargo test --quiet --workspace --no-fail-fast @sqlite | ForEach-Object { $lines.Add($_); $_ }
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
