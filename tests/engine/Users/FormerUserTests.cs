using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Users;

/// <summary>
/// Former users with valid certificates that share a name with the user a command works on. Jo Berry's account was deleted and made anew:
/// the new one has all of the names.
/// </summary>
public sealed class FormerUserTests : LitwareTest
{
    public FormerUserTests()
    {
        Run($$"""
            $jo = Get-CsUser 'Jo Berry'
            $guid = $jo.Guid
            function Import-Again {
                $null = @{
                    objectGUID = '64f99452-8256-4123-9555-2d8c16dfa8a1'; DistinguishedName = $jo.DistinguishedName; SipAddress = $jo.SipAddress
                    UserPrincipalName = $jo.UserPrincipalName; SamAccountName = 'jberry'; DisplayName = 'Jo Berry'; HomeServer = $jo.HomeServer
                } | Import-CsUser -WarningAction Ignore
            }
            """).Clean();
    }

    [Theory]
    [InlineData("'sip:jo.berry@litwareinc.com'")]
    [InlineData("'jo.berry@litwareinc.com'")]
    [InlineData("'jberry@litwareinc.com'")]
    [InlineData("'litwareinc\\jberry'")]
    [InlineData("'CN=Jo Berry,OU=Former Staff,DC=litwareinc,DC=com'")]
    [InlineData("'Jo Berry'")]
    [InlineData("'jberry'")]
    [InlineData("Get-CsUser 'Jo Berry'")]
    [InlineData("@{ ObjectGUID = '64f99452-8256-4123-9555-2d8c16dfa8a1' }")]
    [InlineData("[pscustomobject]@{ SamAccountName = 'jberry' }")]
    [InlineData("Get-CsUser")]
    [InlineData("Get-CsUser | Where-Object { $_.RegistrarPool -ne $null } | ForEach-Object { $_.SipAddress }")]
    public void Get_and_Revoke_warn_once_however_the_user_is_named(string identities)
    {
        Run("Import-Again").Clean();

        foreach (var command in new[] { "Get-CsClientCertificate", "Revoke-CsClientCertificate -WhatIf", "Revoke-CsClientCertificate" })
        {
            var reply = Run($"$users = {identities}; $users, $users | ForEach-Object {{ $_ }} | {command} -ErrorAction Ignore");

            var warning = Assert.Single(reply.Warnings);
            Assert.StartsWith("A former user with the same SIP address, user principal name, distinguished name or domain\\logon as ", warning, StringComparison.Ordinal);
            Assert.Contains($"is a different user: \"cn=Jo Berry,ou=Former Staff,dc=litwareinc,dc=com\" (objectGUID {FormerGuid()}).", warning, StringComparison.Ordinal);
            Assert.EndsWith(
                $"Find-CsClientCertificate -AccountDisabled lists these certificates, and an object with the objectGUID identifies the user (@{{ ObjectGUID = '{FormerGuid()}' }}).",
                warning,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_warning_names_reaches_the_former_user()
    {
        Run("Import-Again").Clean();

        Run("@{ ObjectGUID = $guid } | Revoke-CsClientCertificate").Clean();

        Assert.Empty(Run("Get-CsUser | Get-CsClientCertificate -ErrorAction Ignore").Warnings);
        Assert.Empty(Run("Revoke-CsClientCertificate 'Jo Berry'").Clean().Warnings);
    }

    [Fact]
    public void Whom_the_same_command_has_revoked_before_it_does_not_warn_of()
    {
        Run("Import-Again").Clean();

        var reply = Run("@{ ObjectGUID = $guid }, 'Jo Berry' | Revoke-CsClientCertificate -Verbose").Clean();

        Assert.Empty(reply.Warnings);
    }

    [Fact]
    public void Who_comes_to_share_a_name_during_a_long_pipeline_is_warned_of()
    {
        var reply = Run("""
            & { Get-CsUser | ForEach-Object { $_ }; Import-Again; Get-CsUser } | Get-CsClientCertificate -ErrorAction Ignore
            """);

        Assert.Single(reply.Warnings);
    }

    [Fact]
    public void Nothing_is_said_where_nothing_is_shared()
    {
        Run("$null = @{ objectGUID = '64f99452-8256-4123-9555-2d8c16dfa8a1'; DistinguishedName = 'CN=Jo Berry,OU=Sales,DC=litwareinc,DC=com'; DisplayName = 'Jo Berry' } | Import-CsUser").Clean();

        Assert.Empty(Run("Get-CsUser | Get-CsClientCertificate -ErrorAction Ignore").Warnings);
        Assert.Empty(Run("'sip:jo.berry@litwareinc.com', 'Ken Myer' | Get-CsClientCertificate").Clean().Warnings);
        Assert.Empty(Run("'sip:jo.berry@litwareinc.com', 'Ken Myer' | Revoke-CsClientCertificate").Clean().Warnings);
        Assert.Empty(Run("Test-CsClientCertificate $Data/certificates/jberry-*.cer, $Data/certificates/kenmyer-*.cer").Clean().Warnings);
    }

    [Fact]
    public void A_former_user_with_expired_certificates_is_not_told_of()
    {
        Run("$jo = Get-CsUser 'Ken Myer'; Import-Again").Clean();

        Assert.Empty(Run("'sip:ken.myer@litwareinc.com' | Get-CsClientCertificate").Clean().Warnings);
    }

    [Fact]
    public void Test_and_Revoke_of_one_certificate_warn_of_who_shares_a_name_with_the_holder()
    {
        Run("""
            $null = @{ objectGUID = $guid; DistinguishedName = $jo.DistinguishedName; UserPrincipalName = 'kenmyer@litwareinc.com' } | Import-CsUser
            $null = @{ objectGUID = '64f99452-8256-4123-9555-2d8c16dfa8a1'; DistinguishedName = $jo.DistinguishedName } | Import-CsUser
            """).Clean();

        foreach (var script in new[]
        {
            "Test-CsClientCertificate $Data/certificates/kenmyer-laptop.cer, $Data/certificates/kenmyer-mobile.cer, $Data/certificates/jberry-desktop.cer",
            "Find-CsClientCertificate | Where-Object Identity -eq 'sip:ken.myer@litwareinc.com' | Test-CsClientCertificate",
            "Get-CsClientCertificate 'Ken Myer' -WarningAction Ignore | Revoke-CsClientCertificate -WhatIf",
            "Get-CsClientCertificate 'Ken Myer' -WarningAction Ignore | Revoke-CsClientCertificate",
        })
        {
            Assert.Contains("(sip:ken.myer@litwareinc.com)\" has certificates that are still valid", Assert.Single(Run(script).Clean().Warnings), StringComparison.Ordinal);
        }
    }

    private string FormerGuid() => Run("\"$guid\"").One<string>();
}
