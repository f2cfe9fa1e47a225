# What Windows PowerShell 5.1 needs, as far as it can be tried without a Windows: each check counts as one test.
function Test-Desktop([string] $Name, [scriptblock] $Check) {
    try {
        $faults = @(& $Check)
        if ($faults.Count -eq 0) { Add-Result 'desktop' 1 0 0 }
        else { Add-Result 'desktop' 0 1 0 @("FAILED: ${Name}: $($faults -join '; ')") }
    }
    catch { Add-Result 'desktop' 0 1 0 @("FAILED: ${Name}: $($_.Exception.Message)") }
}

# netstandard2.0 promises more than .NET Framework 4.7.2 keeps.
Test-Desktop 'the sources compile against .NET Framework 4.7.2' {
    Build-Project (Get-RootPath 'build' 'desktop' 'Module.csproj')
}

Test-Desktop 'the module refers to netstandard and the engine only' {
    $wanted = @('System.Management.Automation 3.0.0.0', 'netstandard 2.0.0.0')
    foreach ($name in @('CsClientCertificate.dll', 'CsClientCertificate.Import.dll')) {
        $module = [Reflection.Assembly]::Load([IO.File]::ReadAllBytes([IO.Path]::Combine((Get-ModulePath), $name)))
        $module.GetReferencedAssemblies() | ForEach-Object { "$($_.Name) $($_.Version)" } | Where-Object { $wanted -cnotcontains $_ }
    }
}

Test-Desktop 'the manifest has no key that 5.1 does not know' {
    $known = @('RootModule', 'ModuleVersion', 'CompatiblePSEditions', 'GUID', 'Author', 'CompanyName', 'Copyright', 'Description',
        'PowerShellVersion', 'PowerShellHostName', 'PowerShellHostVersion', 'DotNetFrameworkVersion', 'CLRVersion', 'ProcessorArchitecture',
        'RequiredModules', 'RequiredAssemblies', 'ScriptsToProcess', 'TypesToProcess', 'FormatsToProcess', 'NestedModules',
        'FunctionsToExport', 'CmdletsToExport', 'VariablesToExport', 'AliasesToExport', 'DscResourcesToExport', 'ModuleList', 'FileList',
        'PrivateData', 'HelpInfoURI', 'DefaultCommandPrefix')
    $manifest = Get-Manifest
    $manifest.Keys | Where-Object { $known -notcontains $_ }
    if ($manifest.PowerShellVersion -ne '5.1' -or $manifest.DotNetFrameworkVersion -ne '4.7.2') { 'it asks for other versions' }
    # 5.1 reads a manifest without a mark in the system's code page.
    if ([IO.File]::ReadAllText((Get-RootPath 'powershell' 'module' 'CsClientCertificate.psd1')) -match '[^\x00-\x7f]') { 'it is not plain ASCII' }
}

# Of loading and of the border, not of 5.1's behaviour.
if ((Test-Windows) -or (Test-Mac)) {
    Add-Skip 'desktop' 'mono is tried in Linux'
    return
}
try { Install-DebianPackages 'debian-packages-mono.txt' 'The loading check runs in mono.' }
catch {
    Add-Skip 'desktop' "no mono: $($_.Exception.Message)"
    return
}
Build-Project (Get-RootPath 'build' 'desktop' 'Loading' 'Loading.csproj')

# What the program prints, by the runtime that starts it; a zone whose clock is put forward and back.
function Invoke-Loading([string] $Runtime, [string] $Program) {
    Invoke-WithTemporaryFolder {
        param($folder)
        Invoke-WithEnvironment @{ TZ = 'Europe/Berlin' } {
            $file = Get-RootPath 'build' 'desktop' 'Loading' 'bin' 'Release' $Program
            $lines = @(& $Runtime $file (Get-ModulePath) $folder)
            if ($LASTEXITCODE -ne 0) { throw "$Runtime $($lines -join ' / ')" }
            $lines
        }
    }
}

Test-Desktop 'mono loads the module and goes through its border' {
    $script:inMono = @(Invoke-Loading 'mono' ([IO.Path]::Combine('net472', 'loading.exe')))
}

Test-Desktop 'texts and times are the same in mono and in .NET' {
    $inNet = @(Invoke-Loading 'dotnet' ([IO.Path]::Combine('net10.0', 'loading.dll')))
    if ($inNet.Count -lt 80) { "only $($inNet.Count) lines" }
    for ($i = 0; $i -lt $inNet.Count; $i++) {
        if ($inNet[$i] -cne $script:inMono[$i]) { "$($inNet[$i]) is in mono $($script:inMono[$i])" }
    }
}
