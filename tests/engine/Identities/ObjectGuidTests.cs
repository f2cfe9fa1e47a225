using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Identities;

/// <summary>An object that carries an objectGUID means the user who has it, and nobody else, whatever name it bears.</summary>
public sealed class ObjectGuidTests : LitwareTest
{
    private const string Ken = "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com";
    private const string Unknown = "0b6a1c2e-1111-4222-8333-444455556666";
    private const string Copy = "filter Send-Away { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) }; ";

    /// <summary>Objects that carry Ken's objectGUID, $g, and names of other people.</summary>
    public static TheoryData<string> OfKen =>
    [
        "[pscustomobject]@{ ObjectGUID = $g; DistinguishedName = $pilar.DistinguishedName }",
        "[pscustomobject]@{ DistinguishedName = $pilar.DistinguishedName; objectGUID = \"$g\" }",
        "[pscustomobject]@{ Identity = $pilar.Identity; Guid = \"{$g}\" }",
        "[pscustomobject]@{ Identity = $pilar.SipAddress; ObjectId = \"$g\" }",
        "[pscustomobject]@{ DistinguishedName = $pilar.DistinguishedName; objectGUID = $g.ToByteArray() }",
        "[pscustomobject]@{ DistinguishedName = $pilar.DistinguishedName; objectGUID = @(, $g.ToByteArray()) }",
        "[pscustomobject]@{ DistinguishedName = $pilar.DistinguishedName; objectGUID = @($g.ToByteArray() | ForEach-Object { [long] $_ }) }",
        "[pscustomobject]@{ DistinguishedName = 'CN=Elsewhere,DC=litwareinc,DC=com'; ObjectGUID = \"$g\"; ObjectId = '" + Unknown + "'; UserPrincipalName = 'x@litwareinc.com' }",
        "@{ objectguid = \"$g\"; SipAddress = $pilar.SipAddress }",
        "[pscustomobject]@{ ObjectId = \"$g\"; UserPrincipalName = 'x@litwareinc.com'; Identity = $pilar.DistinguishedName }",
        "[pscustomobject]@{ Guid = $g; SamAccountName = 'packerman' }",
        Copy + "[pscustomobject]@{ DistinguishedName = $pilar.DistinguishedName; objectGUID = $g.ToByteArray() } | Send-Away",
        Copy + "$ken | Send-Away | ForEach-Object { $_.PSObject.Properties.Remove('DistinguishedName'); $_ }",
        "([xml] \"<users><user ObjectGUID='$g' Identity='Pilar Ackerman'/></users>\").users.user",
    ];

    /// <summary>Objects of Entra ID, whose ObjectId is their own.</summary>
    public static TheoryData<string> OfEntra =>
    [
        "[pscustomobject]@{ ObjectId = '" + Unknown + "'; UserPrincipalName = $ken.UserPrincipalName }",
        "[pscustomobject]@{ ObjectId = [guid] '" + Unknown + "'; UserPrincipalName = $ken.UserPrincipalName; DistinguishedName = '' }",
        "@{ ObjectId = '" + Unknown + "'; UserPrincipalName = $ken.UserPrincipalName; DisplayName = 'x' }",
        "Typed 'Deserialized.Microsoft.Online.Administration.User'",
        "Typed 'Microsoft.Open.AzureAD.Model.User'",
        "Typed 'CSV:Selected.Microsoft.Open.AzureAD.Model.User'",
        "Typed 'Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser'",
    ];

    public ObjectGuidTests() => Run("""
        $ken = Get-CsUser 'Ken Myer'; $pilar = Get-CsUser 'Pilar Ackerman'; $g = $ken.Guid
        function Typed($Name) {
            $user = [pscustomobject]@{ ObjectId = '0b6a1c2e-1111-4222-8333-444455556666'; UserPrincipalName = $ken.UserPrincipalName; Identity = 'x'; DistinguishedName = 'CN=x' }
            $user.PSObject.TypeNames.Insert(0, $Name)
            $user
        }
        """.ReplaceLineEndings("\n")).Clean();

    [Theory, MemberData(nameof(OfKen))]
    public void Whatever_its_name_it_is_the_user_who_has_it(string made)
    {
        Assert.Equal(["sip:ken.myer@litwareinc.com"], Run($"{made} | Get-CsUser").Clean().Each("SipAddress"));
        Assert.Equal(4, Run($"{made} | Get-CsClientCertificate").Clean().Each("Identity").Count(sip => sip == "sip:ken.myer@litwareinc.com"));
    }

    [Theory, MemberData(nameof(OfEntra))]
    public void What_Entra_calls_ObjectId_is_no_objectGUID(string made) =>
        Assert.Equal(["sip:ken.myer@litwareinc.com"], Run($"{made} | Get-CsUser").Clean().Each("SipAddress"));

    [Theory]
    [InlineData("[pscustomobject]@{ ObjectGUID = $n; DistinguishedName = $ken.DistinguishedName }")]
    [InlineData("[pscustomobject]@{ Guid = \"$n\"; Identity = $ken.Identity; SipAddress = $ken.SipAddress; UserPrincipalName = $ken.UserPrincipalName; SamAccountName = 'kenmyer' }")]
    [InlineData("@{ ObjectId = $n; DistinguishedName = $ken.DistinguishedName; UserPrincipalName = $ken.UserPrincipalName }")]
    [InlineData("[pscustomobject]@{ DistinguishedName = $ken.DistinguishedName; objectGUID = $n.ToByteArray() }")]
    public void One_that_nobody_has_means_nobody_although_the_name_is_known(string made)
    {
        Run($"$n = [guid] '{Unknown}'").Clean();
        foreach (var command in new[] { "Get-CsClientCertificate", "Get-CsUser", "Revoke-CsClientCertificate", "Get-CsCertificateAudit" })
        {
            var reply = Run($"{made} | {command}");

            Assert.Empty(reply.Output);
            Assert.Equal($"Management object not found for identity \"{Unknown}\".", reply.Error.Exception.Message);
        }

        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    /// <summary>Somebody leaves, and a newcomer of the same name is given the place.</summary>
    [Fact]
    public void A_newcomer_does_not_reach_who_had_the_place_before()
    {
        Run($"$null = @{{ objectGUID = '{Unknown}'; DistinguishedName = '{Ken}'; SamAccountName = 'kenmyer2' }} | Import-CsUser").Clean();

        Assert.Equal(4, Run($"[pscustomobject]@{{ ObjectGUID = $g; DistinguishedName = '{Ken}' }} | Revoke-CsClientCertificate; Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean().Output.Count);
        Assert.StartsWith("UserHasNoSipAddress,", Run($"[pscustomobject]@{{ ObjectGUID = [guid] '{Unknown}'; DistinguishedName = '{Ken}' }} | Get-CsClientCertificate").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_saved_copy_finds_its_user_where_it_was_moved()
    {
        Run(Copy + $"$saved = $ken | Send-Away; $null = @{{ objectGUID = $g; DistinguishedName = 'CN=Ken Myer,OU=Leavers,DC=litwareinc,DC=com' }}, @{{ objectGUID = '{Unknown}'; DistinguishedName = '{Ken}' }} | Import-CsUser").Clean();

        Assert.Equal(["CN=Ken Myer,OU=Leavers,DC=litwareinc,DC=com"], Run("$saved | Get-CsUser").Clean().Each("Identity"));
    }

    [Fact]
    public void A_user_that_is_stored_without_one_is_found_by_the_name()
    {
        const string name = "CN=Without,DC=litwareinc,DC=com";
        Run($"$null = @{{ DistinguishedName = '{name}'; SipAddress = 'sip:without@litwareinc.com' }} | Import-CsUser").Clean();

        Assert.Equal(["sip:without@litwareinc.com"], Run($"[pscustomobject]@{{ ObjectGUID = [guid] '{Unknown}'; DistinguishedName = '{name}' }} | Get-CsUser").Clean().Each("SipAddress"));
        Assert.Equal(["sip:without@litwareinc.com"], Run($"[pscustomobject]@{{ Guid = [guid] '{Unknown}'; Identity = '{name}' }} | Get-CsUser").Clean().Each("SipAddress"));
        Assert.NotEmpty(Run($"[pscustomobject]@{{ ObjectGUID = [guid] '{Unknown}'; SipAddress = 'sip:without@litwareinc.com' }} | Get-CsUser").Errors);
    }

    [Theory]
    [InlineData("'3F2504E0-4F89-11D3-9A0C'")]
    [InlineData("[byte[]] (1, 2, 3)")]
    [InlineData("4711")]
    public void One_that_cannot_be_read_means_nobody_and_is_said(string guid)
    {
        var reply = Run($"[pscustomobject]@{{ ObjectGUID = {guid}; DistinguishedName = '{Ken}' }}, 'Ken Myer' | Get-CsClientCertificate");

        Assert.Equal(4, reply.Output.Count);
        Assert.Contains("is not a valid objectGUID", reply.Error.Exception.Message);
    }

    [Theory]
    [InlineData("ObjectGUID = ''")]
    [InlineData("ObjectGUID = $null")]
    [InlineData("ObjectGUID = 'System.Byte[]'")]
    [InlineData("ObjectId = 4711")]
    [InlineData("Guid = 'none'")]
    public void Where_there_is_none_the_name_counts(string property) =>
        Assert.Equal(4, Run($"[pscustomobject]@{{ {property}; DistinguishedName = '{Ken}' }} | Get-CsClientCertificate").Clean().Output.Count);
}
