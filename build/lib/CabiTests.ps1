# Every C program of tests/cabi is a test of the C border: compiled against the header alone, linked with a library, and run with the test
# data and an empty folder for its arguments. Exit code 0 is a pass, 77 a skip whose reason is the last line printed.

# $Cross says how programs for another processor are compiled and run: Compiler, Options, Runner.
function Invoke-CabiTests([string] $Suite, [string] $Library, [hashtable] $Cross = @{ Compiler = 'cc'; Options = @(); Runner = @() }, [string[]] $Without = @()) {
    foreach ($source in [IO.Directory]::GetFiles((Get-RootPath 'tests' 'cabi'), '*.c') | Sort-Names) {
        $name = [IO.Path]::GetFileNameWithoutExtension($source)
        if ($Without -contains $name) { continue }
        Invoke-WithTemporaryFolder {
            param($folder)
            $program = [IO.Path]::Combine($folder, $name)
            & $Cross.Compiler -std=c11 -Wall -Wextra -Wpedantic -Werror -O1 -g -I (Get-RootPath 'include') -o $program $source `
                "-L$Library" -lcscert "-Wl,-rpath,$Library" -lpthread @($Cross.Options)
            if ($LASTEXITCODE -ne 0) {
                Add-Result $Suite 0 1 0 @("FAILED: ${name}: does not compile")
                return
            }
            if ($Cross.Runner) { $program = New-RunnerScript $program $Cross.Runner }
            $work = [IO.Path]::Combine($folder, 'work')
            $null = [IO.Directory]::CreateDirectory($work)
            $last = ''
            & $program (Get-RootPath 'tests' 'data') $work | ForEach-Object { $last = $_; $_ }
            switch ($LASTEXITCODE) {
                0 { Add-Result $Suite 1 0 0 }
                77 { Add-Result $Suite 0 0 1 @("skipped: ${name}: $last") }
                default { Add-Result $Suite 0 1 0 @("FAILED: ${name}: exit code $_") }
            }
        }
    }
}

# A script that can be started in a program's place, also by the program itself, which knows it by its own name.
function New-RunnerScript([string] $Program, [string[]] $Runner) {
    $script = "$Program.sh"
    $quoted = @(@($Runner) + @('-0') | ForEach-Object { "'$_'" }) -join ' '
    [IO.File]::WriteAllText($script, "#!/bin/sh`nexec $quoted `"`$0`" '$Program' `"`$@`"`n")
    Invoke-Tool chmod @('+x', $script)
    $script
}
