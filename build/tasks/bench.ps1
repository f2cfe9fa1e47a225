# Builds, then measures the module side by side with its floor and its peers; out/bench.json holds the figures. BENCH_SCALE=small measures a
# tenth in a few minutes. Generated registries stay in out/bench-data.
Invoke-Task build
if (Test-Windows) {
    throw 'the benchmark measures on Linux: its raw peer is built with cc and reads /proc.'
}
Write-Step 'Bench'
$project = Get-RootPath 'bench' 'CsClientCertificate.Bench.csproj'
Build-Project $project
$output = Get-RootPath 'bench' 'bin' 'Release' 'net10.0'

# Linked with the system's SQLite, as the module's library is where the crates come from Debian.
Invoke-Tool cc (@('-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared', '-I', (Get-RootPath 'include'),
    '-o', [IO.Path]::Combine($output, 'libcscert-bench-raw.so')) +
    [IO.Directory]::GetFiles((Get-RootPath 'bench' 'raw'), '*.c') + @('-lsqlite3', '-ldl'))

$null = [IO.Directory]::CreateDirectory((Get-OutPath 'bench-data'))
Invoke-Tool dotnet @(
    [IO.Path]::Combine($output, 'CsClientCertificate.Bench.dll')
    [IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.psd1')
    [IO.Path]::Combine((Get-PackagedLibraryFolder), (Get-NativeLibraryName))
    (Get-OutPath 'bench-data')
    (Get-RootPath 'rust' 'registry' 'src' 'store' 'sqlite' 'schema_1.sql')
    (Get-OutPath 'bench.json')
)
