@{
    RootModule = 'Floor.dll'
    ModuleVersion = '1.0'
    GUID = '0f7a44f5-3f0a-4d0f-9d0c-6d1f2b1f6a11'
    PowerShellVersion = '5.1'
    FunctionsToExport = @()
    CmdletsToExport = @(
        'Get-FloorUser'
        'Get-FloorCertificate'
        'Revoke-FloorCertificate'
        'Invoke-Floor04'
        'Invoke-Floor05'
        'Invoke-Floor06'
        'Invoke-Floor07'
        'Invoke-Floor08'
        'Invoke-Floor09'
        'Invoke-Floor10'
        'Invoke-Floor11'
        'Invoke-Floor12'
        'Invoke-Floor13'
        'Invoke-Floor14'
        'Invoke-Floor15'
    )
    VariablesToExport = @()
    AliasesToExport = @()
}
