# The engine tests in the Windows engine, against the packaged module, with Windows' paths and rights: a self-contained host under wine.
if (Test-Windows) {
    Add-Skip 'wine' 'this is Windows itself: the suite engine ran there'
    return
}
try { Initialize-Wine }
catch {
    Add-Skip 'wine' $_.Exception.Message
    return
}
Invoke-Task package

# All that the tests read lies on the drive C: at the same place wherever this is built.
$project = Get-WineDrive 'project'
Remove-Folder $project
foreach ($name in @('docs', 'powershell/module', 'include', 'tests/data', 'tests/examples', 'build/demo', 'build/tasks')) {
    Copy-Folder (Get-RootPath $name) ([IO.Path]::Combine($project, $name))
}
foreach ($file in [IO.Directory]::GetFiles((Get-RootPath), '*.md') + (Get-RootPath 'LICENSE')) {
    [IO.File]::Copy($file, [IO.Path]::Combine($project, [IO.Path]::GetFileName($file)))
}
$module = Get-WineDrive 'Modules' 'CsClientCertificate'
Remove-Folder $module
Copy-Folder (Get-PackagedModulePath) ([IO.Path]::Combine($module, (Get-ManifestVersion)))
# Its own output and no apphost of Linux among it.
Remove-Folder (Get-WineDrive 'tests')
Invoke-Tool dotnet @('publish', (Get-EngineTestsProject), '-c', 'Release', '-r', 'win-x64', '--self-contained', '--nologo', '-v', 'quiet',
    '-o', (Get-WineDrive 'tests'), '-p:ProjectRoot=C:\project\')
Remove-Folder (Get-WineDrive 'engine')
Invoke-Tool dotnet @('publish', (Get-RootPath 'build' 'powershell' 'powershell.cs'), '-c', 'Release', '-r', 'win-x64', '--self-contained',
    '--nologo', '-v', 'quiet', '-o', (Get-WineDrive 'engine'), '-p:AssemblyName=pwsh')

# What a namespace's tests may take; the longest take less than five minutes on two cores that others use as well. Whoever takes so
# much longer hangs.
$seconds = 1800

function Invoke-WineTests([string[]] $Chosen) {
    Invoke-EngineTests 'wine' 'timeout' (@('--kill-after=10', "$seconds", 'wine', 'C:\tests\CsClientCertificate.Tests.exe') + $Chosen) `
        (Get-WineDrive 'wine.trx') 'C:\wine.trx'
}

# With a server that runs in Linux: with TLS what connects and who is refused, and without it what commands do there. Wine 8 counts wrongly
# what is missing of a TLS record that has come in part, so that whoever goes by it waits for more than comes.
$servers = 'CsClientCertificate.Tests.Servers'

function Invoke-WineServerTests {
    if ($hindrance) {
        Add-Skip 'wine' "the commands with a PostgreSQL server: $hindrance"
        return
    }
    Invoke-WithPostgresql {
        Invoke-WineTests '-class', "$servers.ConnectingTests"
        $plain = "$([Environment]::GetEnvironmentVariable('CSCERT_TEST_POSTGRESQL')) sslmode=disable"
        Invoke-WithEnvironment @{ CSCERT_TEST_POSTGRESQL = $plain } { Invoke-WineTests '-class', "$servers.SharedRegistryTests" }
    }
}

$variables = $WineVariables.Clone()
$variables.CSCERT_TEST_MODULE = "C:\Modules\CsClientCertificate\$(Get-ManifestVersion)"
# This Windows is nobody's: tests may use the place of the machine's registry.
$variables.CSCERT_TEST_THROWAWAY_MACHINE = '1'
# Where child processes find their engine.
$variables.WINEPATH = 'C:\engine'
$hindrance = Get-PostgresqlHindrance
try {
    # What Rust asks Windows; cargo starts the tests through wine.
    $runner = $WineVariables.Clone()
    $runner.CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER = 'timeout --kill-after=10 600 /usr/bin/wine'
    Add-RustTests 'wine' {
        Invoke-WithNativeCrates 'win-x64' {
            $recipe = Get-WindowsRecipe 'win-x64'
            Invoke-WithEnvironment $runner {
                Invoke-NativeCargo 'win-x64' $recipe @('test', '--package', 'cscert', '--lib', '--', '--show-output')
            }
        }
    }
    Install-WineHook
    # A process for each namespace: one that wine ends takes no other's tests with it.
    foreach ($namespace in Get-EngineTestNamespaces) {
        for ($attempt = 1; $attempt -le 2; $attempt++) {
            try {
                Invoke-WithEnvironment $variables {
                    if ($namespace -eq $servers) { Invoke-WineServerTests } else { Invoke-WineTests '-namespace', $namespace }
                }
                break
            }
            catch {
                $failure = $_.Exception.Message
                if ($failure -match 'exit code (124|137)\.$') { $failure = "it did not end within $seconds seconds" }
                # The next one starts without what this one left running.
                Stop-Wine
                # That a process ends without a report may be wine's doing. Twice it is not, and a test that failed is not asked again.
                if ($attempt -eq 1) { Write-Step "Once more: $namespace ($failure)" }
                else { Add-Result 'wine' 0 1 0 @("FAILED: ${namespace}: $failure") }
            }
        }
    }
}
finally { Stop-Wine }
