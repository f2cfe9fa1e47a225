# Runs of tests that stand beside the Rust code.

# Runs a script block that runs cargo's tests, and adds what they print to a suite's results.
function Add-RustTests([string] $Suite, [scriptblock] $Run) {
    $lines = [Collections.Generic.List[string]]::new()
    $failure = $null
    try {
        & $Run | ForEach-Object {
            $line = $_.TrimEnd("`r")
            $lines.Add($line)
            # Hundreds of lines that say `ok` would bury the one that doesn't.
            if ($line -notmatch '^$|^running 0 tests|\.\.\. ok$|^test result: ok\. 0 passed; 0 failed; 0 ignored') { $line }
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
    Add-Result $Suite $passed $failed $skipped $reasons
}
