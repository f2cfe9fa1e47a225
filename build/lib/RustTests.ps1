# Runs of tests that stand beside the Rust code.

# Runs a script block that runs cargo's tests with --show-output, and adds what they print to a suite's results. A test that finds out
# that it cannot be run here prints `skipped: ` and why, and returns.
function Add-RustTests([string] $Suite, [scriptblock] $Run) {
    $lines = [Collections.Generic.List[string]]::new()
    $failure = $null
    $successes = $false
    try {
        & $Run | ForEach-Object {
            $line = $_.TrimEnd("`r")
            $lines.Add($line)
            # What tests print that pass is there for those that say they were skipped.
            if ($line -match '^successes:$') { $successes = $true }
            elseif ($line -match '^failures:$|^test result:') { $successes = $false }
            # Hundreds of lines that say `ok` would bury the one that doesn't.
            if (-not $successes -and $line -notmatch '^$|^running 0 tests|\.\.\. ok$|^test result: ok\. 0 passed; 0 failed; 0 ignored') { $line }
        }
    }
    catch {
        $failure = $_.Exception.Message
    }

    $passed = 0; $failed = 0; $skipped = 0
    $reasons = @()
    $test = ''
    $messages = [ordered]@{}
    foreach ($line in $lines) {
        if ($line -match '^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored') {
            $passed += [int]$Matches[1]; $failed += [int]$Matches[2]; $skipped += [int]$Matches[3]
        }
        elseif ($line -match '^test (.+) \.\.\. ignored(, (.*))?$') {
            $reasons += "skipped: $($Matches[1]): $($Matches[3])"
        }
        elseif ($line -match '^test (.+) \.\.\. FAILED$') {
            $messages[$Matches[1]] = [Collections.Generic.List[string]]::new()
        }
        elseif ($line -match '^---- (.+) stdout ----$') {
            $test = $Matches[1]
        }
        elseif ($line -match '^(successes|failures):$') {
            $test = ''
        }
        elseif ($messages.Contains($test)) {
            $messages[$test].Add($line)
        }
        elseif ($line -match '^skipped: (.*)$') {
            $passed--; $skipped++
            $reasons += "skipped: ${test}: $($Matches[1])"
        }
    }
    foreach ($test in $messages.Keys) { $reasons += Get-FailureReason $test $messages[$test] }
    if ($failure -and $failed -eq 0) {
        $failed = 1
        $reasons += "FAILED: $failure"
    }
    Add-Result $Suite $passed $failed $skipped $reasons
}
