# What Windows shows of the library's file: which version of what it is, and whose.

function Get-VersionResource([hashtable] $Manifest, [string] $File) {
    # Four numbers, of which ours are the first three.
    $numbers = (@($Manifest.ModuleVersion -split '\.') + @('0', '0', '0'))[0..3]
    $texts = [ordered]@{
        CompanyName      = $Manifest.CompanyName
        FileDescription  = 'The registry of client certificates of the module CsClientCertificate'
        FileVersion      = $Manifest.ModuleVersion
        InternalName     = [IO.Path]::GetFileNameWithoutExtension($File)
        LegalCopyright   = $Manifest.Copyright
        OriginalFilename = $File
        ProductName      = 'CsClientCertificate'
        ProductVersion   = $Manifest.ModuleVersion
    }
    $values = foreach ($name in $texts.Keys) { "      VALUE `"$name`", `"$($texts[$name].Replace('"', '""'))`"" }
    @"
1 VERSIONINFO
FILEVERSION $($numbers -join ',')
PRODUCTVERSION $($numbers -join ',')
FILEFLAGSMASK 0x3f
FILEOS 0x40004
FILETYPE 2
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904B0"
    BEGIN
$($values -join "`n")
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200
  END
END

"@.Replace("`r`n", "`n")
}

# Compiles it for a linker, and returns the object.
# Made anew only when it is another: what is newer is linked anew.
function Build-VersionResource([string] $Rid) {
    $source = Get-OutPath 'natives' $Rid 'version.rc'
    Set-FileText $source (Get-VersionResource (Get-Manifest) $NativeTargets[$Rid].File)
    $object = Get-OutPath 'natives' $Rid 'version.o'
    if (-not [IO.File]::Exists($object) -or [IO.File]::GetLastWriteTimeUtc($object) -lt [IO.File]::GetLastWriteTimeUtc($source)) {
        Invoke-Tool 'x86_64-w64-mingw32-windres' @('--input', $source, '--output-format', 'coff', '--output', $object)
    }
    $object
}
