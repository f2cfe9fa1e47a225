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

function New-Component([string] $Name, [string] $Version, [string] $License, [string] $Purl, [string[]] $Platforms, [hashtable] $More = @{}, [string] $Cpe = '', [object[]] $Patches = @()) {
    $component = [ordered]@{ type = 'library'; 'bom-ref' = "$Name@$Version"; name = $Name; version = $Version }
    $component.licenses = @([ordered]@{ expression = $License })
    if ($Cpe) { $component.cpe = $Cpe }
    if ($Purl) { $component.purl = $Purl }
    if ($Patches) { $component.pedigree = [ordered]@{ patches = @($Patches) } }
    $properties = @([ordered]@{ name = 'cscert:platforms'; value = ($Platforms -join ' ') })
    foreach ($key in $More.Keys) { $properties += [ordered]@{ name = "cscert:$key"; value = $More[$key] } }
    $component.properties = $properties
    $component
}

# RFC 9562, version 8: 122 bits of a hash.
function ConvertTo-Uuid([string] $Hash) {
    $variant = '89ab'[[Convert]::ToInt32($Hash.Substring(16, 1), 16) % 4]
    $Hash.Substring(0, 8), $Hash.Substring(8, 4), ('8' + $Hash.Substring(13, 3)), ($variant + $Hash.Substring(17, 3)), $Hash.Substring(20, 12) -join '-'
}

function Get-Sbom([string] $Version, [string] $Module) {
    $natives = Get-PackagedNatives $Module
    $components = @()
    foreach ($rid in @($natives.Keys | Sort-Names)) {
        $sqlite = Get-SqliteIdentity $natives[$rid]
        $components += New-Component "sqlite ($rid)" $sqlite.Version 'blessing' "pkg:generic/sqlite@$($sqlite.Version)" @($rid) @{ 'source-id' = $sqlite.Id } `
            "cpe:2.3:a:sqlite:sqlite:$($sqlite.Version):*:*:*:*:*:*:*" @(Invoke-WithNativeCrates $rid { Get-SqlitePatches $sqlite.Id })
        $rust = Get-RustVersion $natives[$rid] $rid
        $components += New-Component "rust-std ($rid)" $rust 'MIT OR Apache-2.0' "pkg:generic/rust@$rust" @($rid) @{} "cpe:2.3:a:rust-lang:rust:${rust}:*:*:*:*:*:*:*"
        if ($rid -eq 'win-x64') {
            $mingw = Get-MingwVersions
            $components += New-Component "mingw-w64 ($rid)" $mingw.Mingw 'ZPL-2.1' "pkg:generic/mingw-w64@$($mingw.Mingw)" @($rid)
            $components += New-Component "gcc-runtime ($rid)" $mingw.Gcc 'GPL-3.0-or-later WITH GCC-exception-3.1' "pkg:generic/gcc@$($mingw.Gcc)" @($rid)
        }
    }
    $crates = @(Get-AllCrates @($natives.Keys | Sort-Names) | Where-Object { -not $_.Own })
    foreach ($crate in $crates) {
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
        vulnerabilities = @(Get-Vulnerabilities $crates)
    }
    # The number of this list and no other, and the same wherever it is made: it comes from what the list says.
    $bom.Insert(2, 'serialNumber', 'urn:uuid:' + (ConvertTo-Uuid (Get-TextSha256 (ConvertTo-JsonValue $bom))))
    (ConvertTo-JsonValue $bom) + "`n"
}
