# A PowerShell with all of its modules, which the engine of the build and the tests lacks.

# The engine's version, as build/powershell has it.
function Get-EngineVersion {
    [regex]::Match([IO.File]::ReadAllText((Get-RootPath 'build' 'powershell' 'powershell.cs')), 'System\.Management\.Automation@(\S+)').Groups[1].Value
}

# The program: the machine's own, else the .NET tool, which is installed into out/ once. Throws if there is none.
function Get-FullPowerShell {
    if (Test-Tool 'pwsh') { return (Get-Command -Name 'pwsh' -CommandType Application | ForEach-Object { $_.Path })[0] }
    $version = Get-EngineVersion
    $folder = Get-OutPath 'pwsh' $version
    $program = [IO.Path]::Combine($folder, 'pwsh')
    if (-not [IO.File]::Exists($program)) {
        Write-Step "Installing PowerShell $version"
        $said = & dotnet tool install PowerShell --version $version --tool-path $folder 2>&1
        if ($LASTEXITCODE -ne 0) { throw "PowerShell $version could not be installed as a .NET tool: $($said -join ' ')" }
    }
    $program
}

# What a script says, errors among it; $LASTEXITCODE is its exit code. By way of a shell: a PowerShell that starts another one speaks its own
# protocol with it.
function Invoke-FullPowerShell([string] $Program, [string] $Script, [string[]] $Arguments) {
    $line = @($Program, '-NoLogo', '-NoProfile', '-NonInteractive', '-File', $Script) + $Arguments
    & sh -c '"$@" 2>&1' sh @line
}
