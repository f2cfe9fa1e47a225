@{
    RootModule = 'CsClientCertificate.dll'
    # Refuses a second version in one process.
    NestedModules = @('CsClientCertificate.Import.dll')
    ModuleVersion = '0.1.0'
    GUID = '6c1a2f0e-9b7d-4a55-8e43-0d5b7c2f9a16'
    Author = 'The CsClientCertificate authors'
    CompanyName = 'The CsClientCertificate authors'
    Copyright = '(c) The CsClientCertificate authors. MIT licence.'
    Description = 'Client certificates of Skype for Business users: who holds which, from a directory export and the certificates issued; publish, find and revoke them, with an audit log of every change. Works without a server, in Windows PowerShell 5.1 and PowerShell 7.'

    CompatiblePSEditions = @('Desktop', 'Core')
    PowerShellVersion = '5.1'
    DotNetFrameworkVersion = '4.7.2'

    FormatsToProcess = @('CsClientCertificate.format.ps1xml')

    FunctionsToExport = @()
    CmdletsToExport = @(
        'Backup-CsCertificateRegistry'
        'Connect-CsCertificateRegistry'
        'Copy-CsCertificateRegistry'
        'Export-CsClientCertificateReport'
        'Find-CsClientCertificate'
        'Get-CsCertificateAudit'
        'Get-CsCertificateRegistry'
        'Get-CsClientCertificate'
        'Get-CsUser'
        'Import-CsUser'
        'Install-CsCertificateRegistry'
        'Publish-CsClientCertificate'
        'Restore-CsClientCertificate'
        'Revoke-CsClientCertificate'
        'Test-CsClientCertificate'
    )
    VariablesToExport = @()
    AliasesToExport = @()

    # Of every package; the build adds the native libraries that it lays out.
    FileList = @(
        'CsClientCertificate.psd1'
        'CsClientCertificate.dll'
        'CsClientCertificate.Import.dll'
        'CsClientCertificate.format.ps1xml'
        'en-US/CsClientCertificate.dll-Help.xml'
        'en-US/about_CsClientCertificate.help.txt'
        'en-US/about_CsClientCertificate_Filters.help.txt'
        'en-US/about_CsClientCertificate_Identities.help.txt'
        'en-US/about_CsClientCertificate_Servers.help.txt'
        'RoleCapabilities/CsClientCertificateAuditor.psrc'
        'RoleCapabilities/CsClientCertificateReader.psrc'
        'RoleCapabilities/CsClientCertificateRevoker.psrc'
        'examples/delegation-ssh.pssc'
        'examples/delegation.pssc'
        'examples/nightly.ps1'
    )

    PrivateData = @{
        PSData = @{
            Tags = @('SkypeForBusiness', 'Lync', 'Certificate', 'ClientCertificate', 'X509', 'Revocation', 'ActiveDirectory', 'LDIF', 'Windows', 'Linux', 'PSEdition_Desktop', 'PSEdition_Core')
        }
    }
}
