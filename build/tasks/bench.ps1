# Builds, then measures the module side by side with its floor and its peers; out/bench.json holds the figures. BENCH_SCALE=small measures a
# tenth in a few minutes. Generated registries stay in out/bench-data. For the cases with a server a PostgreSQL server runs meanwhile.
Invoke-Task build
if (Test-Windows) {
    throw 'the benchmark measures on Linux: its raw peer is built with cc and reads /proc.'
}
# The library as it is shipped, in a module of its own.
$library = Build-Native (Get-RuntimeIdentifier)
$module = Get-OutPath 'bench' 'CsClientCertificate'
Copy-ModuleFiles $module
$folder = [IO.Path]::Combine($module, (Get-RuntimeIdentifier))
$null = [IO.Directory]::CreateDirectory($folder)
$loaded = [IO.Path]::Combine($folder, (Get-NativeLibraryName))
[IO.File]::Copy($library, $loaded)

Write-Step 'Bench'
$project = Get-RootPath 'bench' 'CsClientCertificate.Bench.csproj'
Build-Project $project
$output = Get-RootPath 'bench' 'bin' 'Release' 'net10.0'

# With the very SQLite that the module's library has inside.
Invoke-Tool cc (@('-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared', '-I', (Get-RootPath 'include'),
    '-I', $Build.Crates.Sqlite.Folder, '-o', [IO.Path]::Combine($output, 'libcscert-bench-raw.so')) +
    [IO.Directory]::GetFiles((Get-RootPath 'bench' 'raw'), '*.c') +
    @([IO.Path]::Combine((Build-Sqlite (Get-RuntimeIdentifier)), 'libsqlite3.a'), '-lpthread', '-ldl', '-lm'))

$bench = [IO.Path]::Combine($output, 'CsClientCertificate.Bench.dll')
$measure = {
    $null = [IO.Directory]::CreateDirectory((Get-OutPath 'bench-data'))
    Invoke-Tool dotnet @(
        $bench
        [IO.Path]::Combine($module, 'CsClientCertificate.psd1')
        $loaded
        (Get-OutPath 'bench-data')
        (Get-RootPath 'rust' 'registry' 'src' 'store' 'sqlite' 'schema_1.sql')
        (Get-OutPath 'bench.json')
    )
}
$withServer = & dotnet $bench '--servers'
if (-not $withServer) {
    & $measure
    return
}
$hindrance = Get-PostgresqlHindrance
if (-not $hindrance) {
    try { Install-DebianPackages 'debian-packages-bench.txt' 'The benchmark compares with a program over libpq.' }
    catch { $hindrance = $_.Exception.Message }
}
if ($hindrance) {
    Write-Step "Not measured: ${withServer}: $hindrance"
    & $measure
    return
}
Invoke-Tool cc (@('-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared', '-I', (Get-RootPath 'include'),
    '-I', '/usr/include/postgresql', '-o', [IO.Path]::Combine($output, 'libcscert-bench-server.so')) +
    [IO.Directory]::GetFiles((Get-RootPath 'bench' 'raw' 'server'), '*.c') + @('-lpq', '-lpthread', '-ldl'))
Invoke-WithMeasuredPostgresql $measure
