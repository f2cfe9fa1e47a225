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
    $module = [Reflection.Assembly]::Load([IO.File]::ReadAllBytes([IO.Path]::Combine((Get-ModulePath), 'CsClientCertificate.dll')))
    $wanted = @('System.Management.Automation 3.0.0.0', 'netstandard 2.0.0.0')
    $module.GetReferencedAssemblies() | ForEach-Object { "$($_.Name) $($_.Version)" } | Where-Object { $wanted -cnotcontains $_ }
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
Test-Desktop 'mono loads the module and goes through its border' {
    Build-Project (Get-RootPath 'build' 'desktop' 'Loading' 'Loading.csproj')
    Invoke-WithTemporaryFolder {
        param($folder)
        $lines = @(& mono (Get-RootPath 'build' 'desktop' 'Loading' 'bin' 'Release' 'net472' 'loading.exe') (Get-ModulePath) $folder)
        if ($LASTEXITCODE -ne 0) { $lines[-1] }
    }
}
