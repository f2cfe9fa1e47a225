using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Test-CsClientCertificate answers what a server asks at sign-in.</summary>
public sealed class CheckTests : LitwareTest
{
    [Theory]
    [InlineData("Test-CsClientCertificate $Data/certificates-refused/nobody.cer", "Unknown")]
    [InlineData("Test-CsClientCertificate $Data/certificates/kenmyer-laptop.cer", "Expired")]
    [InlineData("Test-CsClientCertificate $Data/certificates/bsmith-desktop.cer", "Valid")]
    [InlineData("Test-CsClientCertificate -LiteralPath $Data/certificates/bsmith-desktop.cer", "Valid")]
    [InlineData("Get-Item $Data/certificates/bsmith-desktop.cer | Test-CsClientCertificate", "Valid")]
    [InlineData("[Security.Cryptography.X509Certificates.X509Certificate2]::new(\"$Data/certificates/bsmith-desktop.cer\") | Test-CsClientCertificate", "Valid")]
    [InlineData("\"$Data/certificates/bsmith-desktop.cer\" | Test-CsClientCertificate", "Valid")]
    [InlineData("Set-Location $Data/certificates; 'bsmith-desktop.cer' | Test-CsClientCertificate", "Valid")]
    [InlineData("[pscustomobject]@{ FullName = \"$Data/certificates/bsmith-desktop.cer\" } | Test-CsClientCertificate", "Valid")]
    [InlineData("Find-CsClientCertificate -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa | Test-CsClientCertificate", "Expired")]
    [InlineData("Test-CsClientCertificate -Thumbprint (Get-CsClientCertificate 'Steve Bush').Thumbprint", "Expired")]
    [InlineData("Test-CsClientCertificate -Thumbprint 0000000000000000000000000000000000000000", "Unknown")]
    public void It_says_how_a_certificate_stands(string command, string status) => Assert.Equal([status], Run(command).Clean().Each("Status"));

    [Fact]
    public void One_whose_time_has_not_come_is_NotYetValid_and_revoked_goes_before_that()
    {
        const string test = "Test-CsClientCertificate $Data/certificates-refused/not-yet-valid.cer";
        Run("Publish-CsClientCertificate $Data/certificates-refused/not-yet-valid.cer").Clean();
        Assert.Equal(["NotYetValid"], Run(test).Clean().Each("Status"));

        Run("Revoke-CsClientCertificate 'Ken Myer' -Reason Superseded").Clean();

        Assert.Equal(["Revoked"], Run(test).Clean().Each("Status"));
        Assert.Equal(["Superseded"], Run(test).Clean().Each("RevocationReason"));
        Assert.Equal(["Revoked"], Run("Test-CsClientCertificate $Data/certificates/kenmyer-laptop.cer").Clean().Each("Status"));
    }

    [Fact]
    public void Expired_goes_before_NotYetValid()
    {
        Run("Publish-CsClientCertificate $Data/certificates-refused/end-before-start.cer").Clean();

        Assert.Equal(["Expired"], Run("Test-CsClientCertificate $Data/certificates-refused/end-before-start.cer").Clean().Each("Status"));
    }

    [Fact]
    public void It_says_whose_it_is_and_whether_the_account_is_disabled()
    {
        var check = Assert.Single(Run("Test-CsClientCertificate $Data/certificates/jberry-desktop.cer").Clean().Output)!;

        Assert.Equal("Valid", check.Properties["Status"].Value.ToString());
        Assert.Equal("sip:jo.berry@litwareinc.com", check.Properties["Identity"].Value);
        Assert.Equal(true, check.Properties["AccountDisabled"].Value);
        Assert.Equal(false, check.Properties["UserGone"].Value);
    }

    [Fact]
    public void It_says_whether_the_user_is_gone()
    {
        Run("$null = @{ DistinguishedName = 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com' } | Import-CsUser -Prune -PruneLimit 100%").Clean();

        Assert.Equal(["True"], Run("Test-CsClientCertificate $Data/certificates/jberry-desktop.cer").Clean().Each("UserGone"));
        Assert.Equal(["False"], Run("Test-CsClientCertificate $Data/certificates/kenmyer-laptop.cer").Clean().Each("UserGone"));
    }

    [Fact]
    public void What_is_unreadable_is_an_error_and_the_rest_goes_on()
    {
        var reply = Run("Test-CsClientCertificate $Data/certificates-refused/text.pem, $Folder/none.cer, $Data/certificates/bsmith-desktop.cer");

        Assert.Equal(["Valid"], reply.Each("Status"));
        Assert.Equal(["InvalidCertificate", "FileNotFound"], reply.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void It_changes_nothing()
    {
        var before = RegistryBytes;

        Run("Test-CsClientCertificate $Data/certificates/*.cer").Clean();

        Assert.Equal(before, RegistryBytes);
    }
}
