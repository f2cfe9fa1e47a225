using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Users;

/// <summary>Users who left the directory, moved in it, or were made anew.</summary>
public sealed class GoneUserTests : ModuleTest
{
    private const string Pool = "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=litwareinc,DC=com";
    private const string First = "64f99452-8256-4123-9555-2d8c16dfa8a0";
    private const string Second = "64f99452-8256-4123-9555-2d8c16dfa8a1";

    [Fact]
    public void A_renamed_and_moved_user_keeps_the_certificates()
    {
        Import(First, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");
        Publish();

        var summary = Import(First, "CN=Kenneth Myer,OU=Sales,DC=litwareinc,DC=com", "ken.myer");

        Assert.Equal(["1"], summary.Each("Updated"));
        Assert.Equal(["CN=Kenneth Myer,OU=Sales,DC=litwareinc,DC=com"], Run("Get-CsClientCertificate 'Kenneth Myer'").Clean().Each("DistinguishedName"));
        Assert.Equal("ManagementObjectNotFound", Run("Get-CsClientCertificate 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com'").Error.FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void A_new_account_at_a_known_place_does_not_inherit_certificates()
    {
        Import(First, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");
        Publish();

        var summary = Import(Second, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");

        Assert.Equal(["1"], summary.Each("Added"));
        Assert.Empty(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
        Assert.Empty(Run("Get-CsClientCertificate sip:ken.myer@litwareinc.com").Clean().Output);
        Assert.Single(Run($"[pscustomobject]@{{ ObjectGUID = '{First}' }} | Get-CsClientCertificate").Clean().Output);
    }

    [Fact]
    public void A_user_piped_on_stays_the_same_user_whoever_has_the_name_by_then()
    {
        Import(First, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");
        Publish();
        Run("$kept = Get-CsUser 'Ken Myer'").Clean();

        Import(Second, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");

        Assert.Single(Run("$kept | Get-CsClientCertificate").Clean().Output);
    }

    [Fact]
    public void Two_users_may_swap_their_names()
    {
        Import(First, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");
        Publish();
        Import(Second, "CN=Pilar Pinilla,OU=Finance,DC=litwareinc,DC=com", "pilar.pinilla");

        Run($$"""
            @{ objectGUID = '{{First}}'; distinguishedName = 'CN=Pilar Pinilla,OU=Finance,DC=litwareinc,DC=com' },
            @{ objectGUID = '{{Second}}'; distinguishedName = 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com' } | Import-CsUser
            """).Clean();

        Assert.Single(Run("Get-CsClientCertificate 'CN=Pilar Pinilla,OU=Finance,DC=litwareinc,DC=com'").Clean().Output);
        Assert.Empty(Run("Get-CsClientCertificate 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com'").Clean().Output);
    }

    [Fact]
    public void A_pruned_user_keeps_the_certificates_and_answers_to_the_name()
    {
        Import(First, "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com", "ken.myer");
        Publish();

        var summary = Import(Second, "CN=Pilar Pinilla,OU=Finance,DC=litwareinc,DC=com", "pilar.pinilla", "-Prune");

        Assert.Equal(["1"], summary.Each("Removed"));
        Assert.Single(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
        Assert.Equal(["Pilar Pinilla"], Run("Get-CsUser").Clean().Each("DisplayName"));
    }

    private Reply Import(string guid, string name, string account, string switches = "") => Run(
        $$"""
        [pscustomobject]@{
            ObjectGUID = [guid] '{{guid}}'
            DistinguishedName = '{{name}}'
            DisplayName = '{{name.Split(',')[0][3..]}}'
            'msRTCSIP-PrimaryUserAddress' = 'sip:{{account}}@litwareinc.com'
            'msRTCSIP-PrimaryHomeServer' = '{{Pool}}'
        } | Import-CsUser {{switches}}
        """).Clean();

    private void Publish() => Run("Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer").Clean();
}
