namespace CsClientCertificate.Tests.Identities;

/// <summary>The ways an identity reaches a command. In each script COMMAND stands for the command and $identity holds the text.</summary>
internal static class Ways
{
    private const string Copy =
        "filter Send-Away { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) }; ";

    /// <summary>The text itself, in whatever it comes.</summary>
    public static readonly (string Name, string Script)[] OfText =
    [
        ("by parameter", "COMMAND -Identity $identity"),
        ("by position", "COMMAND $identity"),
        ("by parameter, wrapped", "COMMAND -Identity ([psobject] $identity)"),
        ("by splatting", "$splat = @{ Identity = $identity }; COMMAND @splat"),
        ("by value", "$identity | COMMAND"),
        ("by value, a line of a file", "[IO.File]::WriteAllText(\"$Folder/names.txt\", $identity); Get-Content $Folder/names.txt | COMMAND"),
        ("by value, deserialized", Copy + "$identity | Send-Away | COMMAND"),
        ("by property, a PSCustomObject", "[pscustomobject]@{ Name = 'no one'; Identity = $identity } | COMMAND"),
        ("by property, another case", "[pscustomobject]@{ iDENTITY = $identity } | COMMAND"),
        ("by property, a hashtable", "@{ Name = 'no one'; Identity = $identity } | COMMAND"),
        ("by property, an ordered dictionary", "[ordered]@{ Name = 'no one'; identity = $identity } | COMMAND"),
        ("by property, a row of a CSV file",
            "[IO.File]::WriteAllText(\"$Folder/names.csv\", \"Number,Identity`n1,`\"$identity`\"`n\"); Import-Csv $Folder/names.csv | COMMAND"),
        ("by property, deserialized", Copy + "[pscustomobject]@{ Identity = $identity } | Send-Away | COMMAND"),
        ("by property, a property of a script",
            "$item = [psobject]::new(); $item.PSObject.Properties.Add([psscriptproperty]::new('Identity', { $identity })); $item | COMMAND"),
        ("an object given as the parameter", "COMMAND -Identity ([pscustomobject]@{ Identity = $identity })"),
        ("a hashtable given as the parameter", "COMMAND -Identity @{ Identity = $identity }"),
        ("a delayed script block", "[pscustomobject]@{ Who = $identity } | COMMAND -Identity { $_.Who }"),
    ];

    /// <summary>Objects made of the user whom the text means.</summary>
    public static readonly (string Name, string Script)[] OfUser =
    [
        ("an ADUser", "$user | COMMAND"),
        ("an ADUser as the parameter", "COMMAND -Identity $user"),
        ("an ADUser, deserialized", Copy + "$user | Send-Away | COMMAND"),
        ("the properties of an ADUser", "$user | Select-Object DisplayName, Identity, SipAddress | COMMAND"),
        ("an object with DistinguishedName only", "[pscustomobject]@{ DistinguishedName = $user.DistinguishedName } | COMMAND"),
        ("an object with ObjectGUID only", "[pscustomobject]@{ ObjectGUID = $user.Guid } | COMMAND"),
        ("an object with ObjectGUID as text", "[pscustomobject]@{ objectGuid = \"$($user.Guid)\" } | COMMAND"),
        ("an object with ObjectGUID as bytes", "[pscustomobject]@{ ObjectGUID = $user.Guid.ToByteArray() } | COMMAND"),
        ("an object with SipAddress only", "[pscustomobject]@{ SipAddress = $user.SipAddress } | COMMAND"),
        ("an object with UserPrincipalName only", "[pscustomobject]@{ UserPrincipalName = $user.UserPrincipalName } | COMMAND"),
        ("an object whose Identity is blank", "[pscustomobject]@{ Identity = ''; DistinguishedName = $user.Identity } | COMMAND"),
        ("an object whose Identity is null", "[pscustomobject]@{ Identity = $null; DistinguishedName = $user.Identity } | COMMAND"),
        ("a hashtable with DistinguishedName only", "@{ DistinguishedName = $user.DistinguishedName } | COMMAND"),
        ("an object whose other properties name somebody else",
            "[pscustomobject]@{ SipAddress = 'sip:pilar.ackerman@litwareinc.com'; UserPrincipalName = 'x@y'; DistinguishedName = $user.Identity } | COMMAND"),
    ];
}
