# Every C program of tests/cabi is a test of the C border: compiled against the header alone, linked with the packaged library, and run
# with the test data and an empty folder for its arguments. Exit code 0 is a pass, 77 a skip whose reason is the last line printed.
if (Test-Windows) {
    Add-Skip 'cabi' 'the C programs are written for Linux'
    return
}
$library = Get-PackagedLibraryFolder
foreach ($source in [IO.Directory]::GetFiles((Get-RootPath 'tests' 'cabi'), '*.c')) {
    $name = [IO.Path]::GetFileNameWithoutExtension($source)
    Invoke-WithTemporaryFolder {
        param($folder)
        $program = [IO.Path]::Combine($folder, $name)
        & cc -std=c11 -Wall -Wextra -Wpedantic -Werror -O1 -g -I (Get-RootPath 'include') -o $program $source `
            "-L$library" -lcscert "-Wl,-rpath,$library" -lpthread
        if ($LASTEXITCODE -ne 0) {
            Add-Result 'cabi' 0 1 0 @("FAILED: ${name}: does not compile")
            return
        }
        $work = [IO.Path]::Combine($folder, 'work')
        $null = [IO.Directory]::CreateDirectory($work)
        $last = ''
        & $program (Get-RootPath 'tests' 'data') $work | ForEach-Object { $last = $_; $_ }
        switch ($LASTEXITCODE) {
            0 { Add-Result 'cabi' 1 0 0 }
            77 { Add-Result 'cabi' 0 0 1 @("skipped: ${name}: $last") }
            default { Add-Result 'cabi' 0 1 0 @("FAILED: ${name}: exit code $_") }
        }
    }
}
