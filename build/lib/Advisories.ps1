# Known advisories of crates in a package, and why they do not apply.

function Get-Advisories {
    Read-DataFile (Get-RootPath 'build' 'advisories.psd1')
}

# As CycloneDX has them: those that are about a version of these crates.
function Get-Vulnerabilities([object[]] $Crates) {
    foreach ($advisory in Get-Advisories) {
        $affected = @($Crates | Where-Object { $_.Name -ceq $advisory.Crate -and (ConvertTo-Version $_.Version) -lt [version]$advisory.Before })
        if ($affected) {
            [ordered]@{
                id       = $advisory.Id
                source   = [ordered]@{ name = 'RustSec'; url = "https://rustsec.org/advisories/$($advisory.Id).html" }
                analysis = [ordered]@{ state = 'not_affected'; justification = $advisory.Justification; detail = $advisory.Why }
                affects  = @($affected | ForEach-Object { [ordered]@{ ref = "$($_.Name)@$($_.Version)" } })
            }
        }
    }
}

# Without what stands behind a hyphen or a plus.
function ConvertTo-Version([string] $Text) {
    [version]($Text -replace '[-+].*')
}
