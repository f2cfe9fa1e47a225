using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Identities;

/// <summary>A table of leavers that has logon names and nothing else that identifies.</summary>
public sealed class AccountNameTests : LitwareTest
{
    [Theory]
    [InlineData("[pscustomobject]@{ SamAccountName = 'kenmyer' }")]
    [InlineData("[pscustomobject]@{ Name = 'Pilar Ackerman'; sAMAccountName = 'KenMyer' }")]
    [InlineData("[pscustomobject]@{ UserPrincipalName = ''; Identity = $null; SamAccountName = ' kenmyer ' }")]
    [InlineData("@{ samaccountname = 'kenmyer'; DisplayName = 'Pilar Ackerman' }")]
    [InlineData("[IO.File]::WriteAllText(\"$Folder/l.csv\", \"Name,SamAccountName`nx,kenmyer`n\"); Import-Csv $Folder/l.csv")]
    public void It_is_matched_against_account_names(string row)
    {
        var reply = Run(row + " | Get-CsClientCertificate -Verbose").Clean();

        Assert.Equal(4, reply.Each("Identity").Count(sip => sip == "sip:ken.myer@litwareinc.com"));
        Assert.Contains(reply.Verbose, message => message.Contains("matched as logon name without a domain"));
    }

    [Theory]
    [InlineData("Ken Myer")]
    [InlineData("ken.myer@litwareinc.com")]
    [InlineData("CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com")]
    [InlineData(@"LITWAREINC\kenmyer")]
    public void And_against_nothing_else(string name)
    {
        var reply = Session.Set("name", name).Run("[pscustomobject]@{ SamAccountName = $name } | Revoke-CsClientCertificate");

        Assert.Equal($"Management object not found for identity \"{name}\".", reply.Error.Exception.Message);
        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    /// <summary>Service Desk calls itself dbirkby, which is Dana Birkby's logon name.</summary>
    [Fact]
    public void Who_is_only_called_so_is_not_meant() => Assert.Equal(
        ["cn=Dana Birkby,ou=Sales,dc=litwareinc,dc=com"],
        Run("[pscustomobject]@{ SamAccountName = 'dbirkby' } | Get-CsUser").Clean().Each("DistinguishedName"));

    [Fact]
    public void One_that_two_domains_have_is_ambiguous() =>
        Assert.StartsWith("AmbiguousIdentity,", Run("[pscustomobject]@{ SamAccountName = 'asmith' } | Get-CsClientCertificate").Error.FullyQualifiedErrorId);

    [Fact]
    public void Other_properties_go_before_it() => Assert.Equal(
        ["sip:pilar.ackerman@litwareinc.com"],
        Run("[pscustomobject]@{ SamAccountName = 'kenmyer'; SipAddress = 'sip:pilar.ackerman@litwareinc.com' } | Get-CsUser").Clean().Each("SipAddress"));

    [Theory]
    [InlineData("[IO.File]::WriteAllText(\"$Folder/l.txt\", \"Ken Myer`nJo Berry`n\"); , [string[]] (Get-Content $Folder/l.txt) | COMMAND")]
    [InlineData(", @('Ken Myer') | COMMAND")]
    [InlineData(", [Collections.Generic.List[string]] @('Ken Myer', 'Jo Berry') | COMMAND")]
    [InlineData("[pscustomobject]@{ Identity = 'Ken Myer', 'Jo Berry' } | COMMAND")]
    [InlineData("COMMAND -Identity 'Ken Myer', 'Jo Berry'")]
    [InlineData("COMMAND -Identity (Get-CsUser -ResultSize 2)")]
    public void A_list_of_names_is_refused_with_the_way_out(string script)
    {
        foreach (var command in new[] { "Get-CsClientCertificate", "Revoke-CsClientCertificate", "Get-CsUser", "Get-CsCertificateAudit" })
        {
            var reply = Run(script.Replace("COMMAND", command));

            Assert.Empty(reply.Output);
            Assert.Contains("Pipe its elements one by one", reply.Error.Exception.Message);
            Assert.StartsWith("ParameterArgumentTransformationError,", reply.Error.FullyQualifiedErrorId);
        }

        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }
}
