# Addresses and release notes for the module's manifest and the gallery's package. What is empty is left out, and docs/packaging.md says so.
@{
    ProjectUri   = ''
    LicenseUri   = ''
    IconUri      = ''
    # Where Update-Help finds newer help.
    HelpInfoUri  = ''
    ReleaseNotes = 'The first version. Get-Help about_CsClientCertificate tells how to begin.'
}
