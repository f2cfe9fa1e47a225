using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Identities;

/// <summary>A display name can often be edited by its owner. It takes nobody's address, although its owner has given that up.</summary>
public sealed class ImpostorTests : LitwareTest
{
    private const string Married = """
        $null = @{ DistinguishedName = 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com'; SipAddress = 'sip:ken.newname@litwareinc.com'; UserPrincipalName = 'kennew@litwareinc.com'; SamAccountName = 'kennew' },
        @{ DistinguishedName = 'CN=Pilar Ackerman,OU=Finance,DC=litwareinc,DC=com'; DisplayName = $name } | Import-CsUser
        """;

    [Theory]
    [InlineData("ken.myer@litwareinc.com")]
    [InlineData("KENMYER@litwareinc.com")]
    [InlineData("ken.myer＠litwareinc.com")]
    [InlineData("ken.myer@nowhere")]
    [InlineData(@"litwareinc\kenmyer")]
    [InlineData(@"LITWAREINC.COM\kenmyer")]
    [InlineData("litwareinc＼kenmyer")]
    public void Who_calls_herself_by_another_s_former_address_is_not_meant(string name)
    {
        Session.Set("name", name).Run(Married).Clean();

        foreach (var command in new[] { "Get-CsUser", "Get-CsClientCertificate", "Revoke-CsClientCertificate" })
        {
            foreach (var text in new[] { name, $"  {name.ToUpperInvariant()} " })
            {
                var reply = Session.Set("text", text).Run($"{command} -Identity $text");

                Assert.Empty(reply.Output);
                Assert.Equal($"Management object not found for identity \"{text}\".", reply.Error.Exception.Message);
            }
        }

        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
        Assert.DoesNotContain(Session.Complete("Revoke-CsClientCertificate " + name[..3]), offered => offered.Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("WildcardNotSupported,", Session.Set("text", name + "*").Run("Get-CsUser $text").Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Ken @ Litware")]
    [InlineData("a@b@c")]
    [InlineData(@"Ken \ Myer")]
    public void A_name_that_is_no_address_is_a_name(string name)
    {
        Session.Set("name", name).Run(Married).Clean();

        Assert.Equal(["sip:pilar.ackerman@litwareinc.com"], Run("Get-CsUser $name").Clean().Each("SipAddress"));
    }
}
