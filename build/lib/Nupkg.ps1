# The package as the PowerShell Gallery takes it: the module's files at its root, a description, and what the format asks for.

$NupkgTypes = @{
    '.dll' = 'application/octet-stream'; '.so' = 'application/octet-stream'; '.dylib' = 'application/octet-stream'
    '.nuspec' = 'application/octet-stream'; '.psd1' = 'application/octet-stream'; '.ps1' = 'application/octet-stream'
    '.ps1xml' = 'application/octet-stream'; '.psrc' = 'application/octet-stream'; '.pssc' = 'application/octet-stream'
    '.xml' = 'application/octet-stream'; '.txt' = 'application/octet-stream'; '.json' = 'application/octet-stream'
    '.rels' = 'application/vnd.openxmlformats-package.relationships+xml'
    '.psmdcp' = 'application/vnd.openxmlformats-package.core-properties+xml'
}

function ConvertTo-XmlText([string] $Text) {
    [Security.SecurityElement]::Escape($Text)
}

function New-Nupkg([string] $Path, [string] $Module, [hashtable] $Manifest) {
    $entries = @{}
    foreach ($name in Get-RelativeFiles $Module) { $entries[$name] = [IO.Path]::Combine($Module, $name) }
    $properties = "package/services/metadata/core-properties/$($Manifest.GUID.Replace('-', '')).psmdcp"
    $entries['CsClientCertificate.nuspec'] = ConvertTo-Bytes (Get-Nuspec $Manifest)
    $entries[$properties] = ConvertTo-Bytes (Get-CoreProperties $Manifest)
    $entries['_rels/.rels'] = ConvertTo-Bytes (Get-Relationships $properties)
    $entries['[Content_Types].xml'] = ConvertTo-Bytes (Get-ContentTypes @($entries.Keys))
    New-ZipArchive $Path $entries
}

# The leading comma keeps the bytes together.
function ConvertTo-Bytes([string] $Text) {
    , [Text.UTF8Encoding]::new($false).GetBytes($Text)
}

function Get-Nuspec([hashtable] $Manifest) {
    # What the Gallery's search goes by, as Publish-Module writes it.
    $tags = @($Manifest.PrivateData.PSData.Tags) + @('PSModule', 'PSIncludes_Cmdlet')
    foreach ($command in $Manifest.CmdletsToExport) { $tags += "PSCmdlet_$command", "PSCommand_$command" }
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>CsClientCertificate</id>
    <version>$($Manifest.ModuleVersion)</version>
    <authors>$(ConvertTo-XmlText $Manifest.Author)</authors>
    <owners>$(ConvertTo-XmlText $Manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="expression">MIT</license>
$(Get-NuspecSettings (Get-ReleaseSettings))    <description>$(ConvertTo-XmlText $Manifest.Description)</description>
    <copyright>$(ConvertTo-XmlText $Manifest.Copyright)</copyright>
    <tags>$(ConvertTo-XmlText ($tags -join ' '))</tags>
  </metadata>
</package>

"@.Replace("`r`n", "`n")
}

# LicenseUri has no place beside a licence by name.
function Get-NuspecSettings([hashtable] $Settings) {
    $elements = [ordered]@{ ProjectUri = 'projectUrl'; IconUri = 'iconUrl'; ReleaseNotes = 'releaseNotes' }
    $lines = foreach ($name in $elements.Keys) {
        if ($Settings[$name]) { "    <$($elements[$name])>$(ConvertTo-XmlText $Settings[$name])</$($elements[$name])>`n" }
    }
    @($lines) -join ''
}

function Get-CoreProperties([hashtable] $Manifest) {
    @"
<?xml version="1.0" encoding="utf-8"?>
<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
  <dc:creator>$(ConvertTo-XmlText $Manifest.Author)</dc:creator>
  <dc:description>$(ConvertTo-XmlText $Manifest.Description)</dc:description>
  <dc:identifier>CsClientCertificate</dc:identifier>
  <version>$($Manifest.ModuleVersion)</version>
</coreProperties>

"@.Replace("`r`n", "`n")
}

function Get-Relationships([string] $Properties) {
    @"
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/CsClientCertificate.nuspec" Id="R1" />
  <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/$Properties" Id="R2" />
</Relationships>

"@.Replace("`r`n", "`n")
}

function Get-ContentTypes([string[]] $Names) {
    $extensions = @{}
    foreach ($name in $Names + @('.psmdcp')) { $extensions[[IO.Path]::GetExtension($name)] = $true }
    $defaults = foreach ($extension in @($extensions.Keys | Sort-Names)) {
        if (-not $NupkgTypes.ContainsKey($extension)) {
            throw "a package has no content type for files named *$extension; build/lib/Nupkg.ps1 lists them."
        }
        "  <Default Extension=`"$($extension.TrimStart('.'))`" ContentType=`"$($NupkgTypes[$extension])`" />"
    }
    "<?xml version=`"1.0`" encoding=`"utf-8`"?>`n" +
        "<Types xmlns=`"http://schemas.openxmlformats.org/package/2006/content-types`">`n" + ($defaults -join "`n") + "`n</Types>`n"
}
