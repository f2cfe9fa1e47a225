using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Users;

/// <summary>
/// A variable that was never set, an empty cell: as a condition they select nobody. Taken for no condition they would select
/// everybody, and what selects is often piped to Revoke-CsClientCertificate.
/// </summary>
public sealed class NothingGivenTests : LitwareTest
{
    private const string Null = "ParameterArgumentValidationError";

    [Theory]
    [InlineData("Get-CsUser $nobody", Null)]
    [InlineData("Get-CsUser -Identity $null", Null)]
    [InlineData("Get-CsUser -Identity $null -LdapFilter title=*", Null)]
    [InlineData("$null | Get-CsUser", Null)]
    [InlineData("[pscustomobject]@{ Identity = $null } | Get-CsUser", Null)]
    [InlineData("Get-CsUser -OU ''", "InvalidFilter")]
    [InlineData("Get-CsUser -OU ' '", "InvalidFilter")]
    [InlineData("Find-CsClientCertificate -ExpiringBefore $null", Null)]
    [InlineData("Find-CsClientCertificate -ExpiringWithin $null", Null)]
    [InlineData("Find-CsClientCertificate -PublishedAfter $null", Null)]
    [InlineData("Get-CsCertificateAudit $null", Null)]
    [InlineData("$null | Get-CsCertificateAudit", Null)]
    [InlineData("Get-CsCertificateAudit -After $null", Null)]
    [InlineData("Get-CsCertificateAudit -Before $null", Null)]
    [InlineData("Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer -Identity $null -PassThru", Null)]
    public void Selects_nobody(string command, string error)
    {
        var reply = Run(command);

        Assert.Empty(reply.Output);
        Assert.StartsWith(error + ",", reply.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Nobody_loses_a_certificate_to_it()
    {
        Run("Get-CsUser -Identity $nobody | Revoke-CsClientCertificate");

        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void In_the_pipeline_the_rest_goes_on()
    {
        var reply = Run("'Ken Myer', $null, 'Jo Berry' | Get-CsUser");

        Assert.Equal(["Ken Myer", "Jo Berry"], reply.Each("DisplayName"));
        Assert.StartsWith(Null + ",", reply.Error.FullyQualifiedErrorId);
    }
}
