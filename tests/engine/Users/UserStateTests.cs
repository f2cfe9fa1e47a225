using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Users;

/// <summary>What Get-CsClientCertificate answers for users in every state of tests/data/README.md.</summary>
public sealed class UserStateTests : LitwareTest
{
    [Theory]
    // (a) A SIP address and a pool.
    [InlineData("sip:ken.myer@litwareinc.com", 4)]
    [InlineData("sip:reception@litwareinc.com", 2)]
    [InlineData("sip:kim.akers@litwareinc.com", 1)]
    [InlineData("sip:kai.axford@litwareinc.com", 1)]
    // (d) Not enabled: administrators disable first and revoke after.
    [InlineData("sip:david.campbell@litwareinc.com", 2)]
    [InlineData("sip:cecil.allison@litwareinc.com", 1)]
    // (e) No certificate.
    [InlineData("sip:terri.chudzik@litwareinc.com", 0)]
    [InlineData("sip:zoe.bright@litwareinc.com", 0)]
    // (f) Expired ones only.
    [InlineData("sip:eric.gruber@litwareinc.com", 2)]
    // (g) The account is disabled: the certificates go on working.
    [InlineData("sip:jo.berry@litwareinc.com", 3)]
    [InlineData("sip:franz.kohl@litwareinc.com", 1)]
    public void Certificates_are_listed_without_an_error(string identity, int count)
    {
        var reply = Run($"Get-CsClientCertificate '{identity}'").Clean();

        Assert.Equal(Enumerable.Repeat(identity, count), reply.Each("Identity"));
        Assert.Empty(reply.Warnings);
    }

    [Fact]
    public void The_SIP_address_is_shown_as_the_directory_spells_it() =>
        Assert.Equal(["SIP:Roy.Antebi@LITWAREINC.COM"], Run("Get-CsClientCertificate rantebi").Clean().Each("Identity"));

    [Theory]
    // (b) No pool.
    [InlineData("sip:ben.smith@litwareinc.com", "UserNotInRegistrarPool")]
    [InlineData("sip:toni.poe@litwareinc.com", "UserNotInRegistrarPool")]
    [InlineData("sip:heidi.steen@litwareinc.com", "UserNotInRegistrarPool")]
    // (c) No SIP address.
    [InlineData(@"LITWAREINC\dsmith", "UserHasNoSipAddress")]
    [InlineData("wkahn@litwareinc.com", "UserHasNoSipAddress")]
    public void An_error_says_why_there_are_none(string identity, string id)
    {
        var reply = Run($"Get-CsClientCertificate '{identity}'");

        Assert.Empty(reply.Output);
        Assert.StartsWith(id + ",", reply.Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Get-CsUser", 50)]
    [InlineData("Get-CsUser -UnAssignedUser", 3)]
    [InlineData("Get-CsUser -OnModernServer", 47)]
    [InlineData("Get-CsUser -OnLyncServer", 47)]
    [InlineData("Get-CsUser -OnOfficeCommunicationServer", 1)]
    [InlineData("Get-CsUser | Where-Object { $_.Enabled -eq $false }", 2)]
    [InlineData("Get-CsUser | Where-Object { $_.UserAccountControl -match 'AccountDisabled' }", 3)]
    [InlineData("Get-CsUser -ResultSize 7", 7)]
    [InlineData("Get-CsUser -ResultSize 0", 0)]
    [InlineData("Get-CsUser -ResultSize Unlimited", 50)]
    [InlineData("Get-CsUser 'Pilar*'", 2)]
    [InlineData("Get-CsUser '* Smith'", 4)]
    [InlineData("Get-CsUser 'Nobody*'", 0)]
    public void Get_CsUser_lists_those_with_a_SIP_address(string command, int count) => Assert.Equal(count, Run(command).Clean().Output.Count);

    /// <summary>Whoever calls himself by the pattern hides nobody.</summary>
    [Fact]
    public void A_display_name_that_is_a_pattern_takes_nobody_s_place()
    {
        var count = Run("Get-CsUser '* Smith'").Clean().Output.Count;
        Run("'Ken Myer', 'Jo Berry' | Get-CsUser | ForEach-Object { @{ objectGUID = $_.Guid; displayName = '* Smith' } } | Import-CsUser").Clean();
        Assert.Equal(count + 2, Run("Get-CsUser '* Smith'").Clean().Output.Count);

        Run("Get-CsUser 'cn=Jo Berry,ou=Former Staff,dc=litwareinc,dc=com' | ForEach-Object { @{ objectGUID = $_.Guid; displayName = 'Jo Berry' } } | Import-CsUser").Clean();
        Assert.Equal(count + 1, Run("Get-CsUser '* Smith'").Clean().Output.Count);
    }

    [Theory]
    [InlineData("Ken Myer", "pool01.litwareinc.com")]
    [InlineData("Samantha Smith", "pool03.emea.litwareinc.com")]
    [InlineData("Ben Smith", null)]
    [InlineData("Heidi Steen", null)]
    public void The_pool_is_read_from_the_home_server(string identity, string? pool) =>
        Assert.Equal([pool], Run($"Get-CsUser '{identity}'").Clean().Each("RegistrarPool"));

    [Fact]
    public void A_pool_s_own_name_goes_before_its_number() =>
        Assert.Equal(
            ["pool01.litwareinc.com", "pool02.litwareinc.com", "pool03.emea.litwareinc.com"],
            Run("Get-CsUser -OnModernServer | Select-Object -ExpandProperty RegistrarPool").All<string>().Distinct().Order());
}
