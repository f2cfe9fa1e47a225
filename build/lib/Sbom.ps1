# The list of what is in a package, as CycloneDX 1.5 in JSON. Written by hand: the engine's JSON commands are not everywhere.

function ConvertTo-JsonText([string] $Text) {
    $out = [Text.StringBuilder]::new('"')
    foreach ($c in $Text.ToCharArray()) {
        if ($c -eq '"' -or $c -eq '\') { $null = $out.Append('\').Append($c) }
        elseif ([int]$c -lt 32) { $null = $out.Append('\u').Append(([int]$c).ToString('x4')) }
        else { $null = $out.Append($c) }
    }
    $out.Append('"').ToString()
}

# Texts, ordered dictionaries and lists.
function ConvertTo-JsonValue([object] $Value, [string] $Indent = '') {
    $deeper = $Indent + '  '
    if ($Value -is [Collections.IDictionary]) {
        $members = @(foreach ($key in $Value.Keys) { "$deeper$(ConvertTo-JsonText $key): $(ConvertTo-JsonValue $Value[$key] $deeper)" })
        return "{`n" + ($members -join ",`n") + "`n$Indent}"
    }
    if ($Value -is [int]) { return "$Value" }
    if ($Value -is [array]) {
        if ($Value.Count -eq 0) { return '[]' }
        $items = @(foreach ($item in $Value) { $deeper + (ConvertTo-JsonValue $item $deeper) })
        return "[`n" + ($items -join ",`n") + "`n$Indent]"
    }
    ConvertTo-JsonText $Value
}

function New-Component([string] $Name, [string] $Version, [string] $License, [string] $Purl, [string[]] $Platforms, [hashtable] $More = @{}) {
    $component = [ordered]@{ type = 'library'; 'bom-ref' = "$Name@$Version"; name = $Name; version = $Version }
    $component.licenses = @([ordered]@{ expression = $License })
    if ($Purl) { $component.purl = $Purl }
    $properties = @([ordered]@{ name = 'cscert:platforms'; value = ($Platforms -join ' ') })
    foreach ($key in $More.Keys) { $properties += [ordered]@{ name = "cscert:$key"; value = $More[$key] } }
    $component.properties = $properties
    $component
}

function Get-Sbom([string] $Version, [object[]] $Crates, [hashtable] $Natives, [string] $Module) {
    $components = @()
    foreach ($rid in @($Natives.Keys | Sort-Names)) {
        $sqlite = Get-SqliteIdentity $Natives[$rid]
        $components += New-Component "sqlite ($rid)" $sqlite.Version 'blessing' "pkg:generic/sqlite@$($sqlite.Version)" @($rid) @{ 'source-id' = $sqlite.Id }
        $components += New-Component "rust-std ($rid)" (Get-RustVersion $Natives[$rid]) 'MIT OR Apache-2.0' '' @($rid)
    }
    foreach ($crate in $Crates | Where-Object { -not $_.Own }) {
        $components += New-Component $crate.Name $crate.Version $crate.License "pkg:cargo/$($crate.Name)@$($crate.Version)" $crate.Platforms
    }
    $files = @(foreach ($name in Get-RelativeFiles $Module) {
        [ordered]@{
            type = 'file'; 'bom-ref' = "file:$name"; name = $name
            hashes = @([ordered]@{ alg = 'SHA-256'; content = (Get-Sha256 ([IO.Path]::Combine($Module, $name))) })
        }
    })
    $self = "pkg:nuget/CsClientCertificate@$Version"
    $bom = [ordered]@{
        bomFormat    = 'CycloneDX'
        specVersion  = '1.5'
        version      = 1
        metadata     = [ordered]@{
            timestamp = (Get-SourceTime).UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ssZ')
            component = [ordered]@{
                type = 'library'; 'bom-ref' = $self; name = 'CsClientCertificate'; version = $Version
                licenses = @([ordered]@{ license = [ordered]@{ id = 'MIT' } }); purl = $self
            }
        }
        components   = @($components) + @($files)
        dependencies = @([ordered]@{ ref = $self; dependsOn = @($components | ForEach-Object { $_.'bom-ref' }) })
    }
    (ConvertTo-JsonValue $bom) + "`n"
}
