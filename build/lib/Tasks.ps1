# Tasks: files of build/tasks, each run at most once a build.

function Get-TaskNames {
    [IO.Directory]::GetFiles([IO.Path]::Combine($Build.Root, 'build', 'tasks'), '*.ps1') |
        ForEach-Object { [IO.Path]::GetFileNameWithoutExtension($_) }
}

function Invoke-Task([string] $Name) {
    $file = [IO.Path]::Combine($Build.Root, 'build', 'tasks', "$Name.ps1")
    if (-not [IO.File]::Exists($file)) {
        throw "there is no task '$Name'. Tasks: $((Get-TaskNames) -join ', ')."
    }
    if (-not $Build.Done.ContainsKey($Name)) {
        $Build.Done[$Name] = $true
        & $file
    }
}

# Speaks to the person at the console, past the pipeline, so that functions which return something can say what they do.
function Write-Step([string] $Text) {
    $Host.UI.WriteLine("== $Text")
}
