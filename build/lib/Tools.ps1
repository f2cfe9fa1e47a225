# Native tools.

function Test-Tool([string] $Name) {
    $null -ne (Get-Command -Name $Name -CommandType Application -ErrorAction SilentlyContinue)
}

# Fails with what to do about it, before a build that would fail half way.
function Assert-Tool([string] $Name, [string] $Remedy) {
    if (-not (Test-Tool $Name)) {
        throw "'$Name' was not found on PATH. $Remedy"
    }
}

function Invoke-Tool([string] $Name, [string[]] $Arguments) {
    & $Name @Arguments
    if ($LASTEXITCODE -ne 0) {
        throw "'$Name $($Arguments -join ' ')' failed with exit code $LASTEXITCODE."
    }
}

# The same for arguments with asterisks: in the place of a pattern that meets files, PowerShell gives a tool their names.
function Invoke-ToolVerbatim([string] $Name, [string[]] $Arguments) {
    $start = [Diagnostics.ProcessStartInfo]::new($Name)
    $start.UseShellExecute = $false
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) {
            throw "'$Name $($Arguments -join ' ')' failed with exit code $($process.ExitCode)."
        }
    }
    finally {
        $process.Dispose()
    }
}

# Runs a script block with environment variables that its native tools see and nobody after them.
function Invoke-WithEnvironment([hashtable] $Variables, [scriptblock] $Script) {
    $before = @{}
    foreach ($name in $Variables.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Variables[$name])
    }
    try {
        & $Script
    }
    finally {
        foreach ($name in $before.Keys) {
            $value = $before[$name]
            # The engine would make an empty text of null, and the variable would stay, empty.
            if ($null -eq $value) { $value = [NullString]::Value }
            [Environment]::SetEnvironmentVariable($name, $value)
        }
    }
}

# Starts a tool beside what comes next, and returns its process. What it prints is dropped: what goes wrong is told by whoever runs it again
# when it has ended.
function Start-Beside([string] $Name, [string[]] $Arguments, [hashtable] $Variables) {
    $start = [Diagnostics.ProcessStartInfo]::new($Name)
    foreach ($argument in $Arguments) { $start.ArgumentList.Add($argument) }
    foreach ($name in $Variables.Keys) { $start.Environment[$name] = $Variables[$name] }
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    # Nobody reads it, and a full pipe would stop it.
    $process.BeginOutputReadLine()
    $process.BeginErrorReadLine()
    $process
}

# Exit code of a tool that might hang; -1 if it took longer than it may. What it prints is dropped.
function Get-ExitCode([string] $Name, [string] $Arguments, [string] $Directory, [int] $Seconds) {
    $start = [Diagnostics.ProcessStartInfo]::new($Name, $Arguments)
    $start.WorkingDirectory = $Directory
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    try {
        # Read both, or a full pipe would stop the tool.
        $null = $process.StandardOutput.ReadToEndAsync()
        $null = $process.StandardError.ReadToEndAsync()
        if ($process.WaitForExit($Seconds * 1000)) {
            return $process.ExitCode
        }
        $process.Kill()
        return -1
    }
    finally {
        $process.Dispose()
    }
}
