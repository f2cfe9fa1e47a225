using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Revoke-CsClientCertificate takes certificates away from whom it is told, and from nobody else.</summary>
public sealed class RevokeTests : LitwareTest
{
    [Theory]
    [InlineData("Ken Myer", "sip:ken.myer@litwareinc.com", 4)]
    // Unassigned, never enabled, not enabled, account disabled, expired ones only.
    [InlineData("Ben Smith", "sip:ben.smith@litwareinc.com", 2)]
    [InlineData("Wendy Kahn", null, 1)]
    [InlineData("David Campbell", "sip:david.campbell@litwareinc.com", 2)]
    [InlineData("Jo Berry", "sip:jo.berry@litwareinc.com", 3)]
    [InlineData("Eric Gruber", "sip:eric.gruber@litwareinc.com", 2)]
    public void All_of_a_user_s_certificates_go_and_no_others(string identity, string? sip, int count)
    {
        var reply = Run($"Revoke-CsClientCertificate '{identity}'");

        Assert.Empty(reply.Clean().Output);
        Assert.Equal("", reply.Text);
        Assert.Equal(Enumerable.Repeat(sip, count), Revoked().Each("Identity"));
        Assert.Equal(47 - count, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void Get_lists_them_no_more_and_Find_tells_when_by_whom_and_why()
    {
        var before = DateTime.UtcNow.AddSeconds(-1);

        Run("Revoke-CsClientCertificate 'Steve Bush' -Reason KeyCompromise").Clean();

        Assert.Empty(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output);
        var revoked = Assert.Single(Revoked().Output)!;
        Assert.InRange(((DateTime)revoked.Properties["RevocationTime"].Value).ToUniversalTime(), before, DateTime.UtcNow.AddSeconds(1));
        Assert.Equal("KeyCompromise", revoked.Properties["RevocationReason"].Value.ToString());
        Assert.Equal(CurrentUser.Name, revoked.Properties["RevokedBy"].Value);
    }

    [Theory]
    [InlineData("Unspecified")]
    [InlineData("keyCompromise")]
    [InlineData("cACompromise")]
    [InlineData("affiliationChanged")]
    [InlineData("superseded")]
    [InlineData("cessationOfOperation")]
    [InlineData("certificateHold")]
    [InlineData("privilegeWithdrawn")]
    [InlineData("aACompromise")]
    public void The_reasons_are_those_of_RFC_5280(string reason)
    {
        Run($"Revoke-CsClientCertificate 'Steve Bush' -Reason {reason}").Clean();

        Assert.Equal(reason, Revoked().Each("RevocationReason").Single(), ignoreCase: true);
    }

    [Theory]
    [InlineData("removeFromCRL")]
    [InlineData("Because")]
    public void Other_reasons_are_refused(string reason) =>
        Assert.StartsWith("CannotConvertArgument", Run($"Revoke-CsClientCertificate 'Steve Bush' -Reason {reason}").Error.FullyQualifiedErrorId);

    [Fact]
    public void Again_it_is_silent_and_changes_nothing()
    {
        Run("Revoke-CsClientCertificate 'Ken Myer' -Reason KeyCompromise").Clean();
        var before = Run("Get-CsCertificateRegistry").Clean().Each("AuditHead");
        var times = Revoked().Each("RevocationTime");

        var reply = Run("Revoke-CsClientCertificate 'Ken Myer', 'x' 2>$null; Revoke-CsClientCertificate 'Ken Myer'; Revoke-CsClientCertificate 'Terri Chudzik'");
        Run("Revoke-CsClientCertificate 'Ken Myer'; Revoke-CsClientCertificate 'Terri Chudzik'").Clean();

        Assert.Empty(reply.Output);
        Assert.Equal(before, Run("Get-CsCertificateRegistry").Clean().Each("AuditHead"));
        Assert.Equal(times, Revoked().Each("RevocationTime"));
    }

    [Fact]
    public void Verbose_says_how_many_of_whom()
    {
        var reply = Run("Revoke-CsClientCertificate 'Ken Myer' -Verbose").Clean();

        Assert.Contains("Revoked 4 client certificate(s): cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com (sip:ken.myer@litwareinc.com).", reply.Verbose);
        Assert.Contains(Run("Revoke-CsClientCertificate 'Ken Myer' -Verbose").Verbose, message => message.StartsWith("No client certificate left to revoke:", StringComparison.Ordinal));
    }

    [Fact]
    public void Users_come_through_the_pipeline()
    {
        Run("Get-CsUser | Revoke-CsClientCertificate").Clean();

        // One is of a user without a SIP address, whom Get-CsUser does not list.
        Assert.Equal(46, Revoked().Output.Count);
        Assert.Equal([null], Run("Find-CsClientCertificate").Clean().Each("Identity"));
    }

    [Fact]
    public void A_gone_user_s_go_as_well()
    {
        Run("$kept = Get-CsUser 'Steve Bush'; $null = Get-CsUser | Where-Object Name -ne 'Steve Bush' | ForEach-Object { @{ DistinguishedName = $_.Identity } } | Import-CsUser -Prune").Clean();
        Assert.Empty(Run("Get-CsUser | Where-Object Name -eq 'Steve Bush'").Clean().Output);

        Run("Revoke-CsClientCertificate 'Steve Bush'").Clean();

        Assert.Equal(["sip:steve.bush@litwareinc.com"], Revoked().Each("Identity"));
    }

    [Fact]
    public void Errors_are_those_of_identities_and_the_rest_goes_on()
    {
        var reply = Run("'Nobody', 'Chris Gray', 'Pilar*', 'Steve Bush' | Revoke-CsClientCertificate");

        Assert.Equal(
            ["ManagementObjectNotFound", "AmbiguousIdentity", "WildcardNotSupported"],
            reply.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal("Management object not found for identity \"Nobody\".", reply.Errors[0].Exception.Message);
        Assert.Equal(["sip:steve.bush@litwareinc.com"], Revoked().Each("Identity"));
    }

    [Fact]
    public void Force_does_not_show_them_but_says_them_verbosely_and_to_the_audit()
    {
        var reply = Run("'Nobody', 'Chris Gray', 'Steve Bush' | Revoke-CsClientCertificate -Force -Verbose").Clean();

        Assert.Contains("Management object not found for identity \"Nobody\".", reply.Verbose);
        Assert.Equal(["sip:steve.bush@litwareinc.com"], Revoked().Each("Identity"));
        Assert.Equal(2, Run("Get-CsCertificateAudit -Action Revoke | Where-Object Outcome -eq 'Refused'").Clean().Output.Count);
    }

    [Fact]
    public void Force_does_show_what_ends_the_command()
    {
        var reply = Run("Connect-CsCertificateRegistry $Folder/none.db; Revoke-CsClientCertificate 'Steve Bush' -Force");

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("RegistryNotFound,", reply.Error.FullyQualifiedErrorId);
        Assert.False(File.Exists(Folder["none.db"]));
    }

    [Fact]
    public void What_was_accepted_before_an_error_elsewhere_is_done()
    {
        var reply = Run("'Steve Bush', 'stop' | ForEach-Object { if ($_ -eq 'stop') { throw 'enough' }; $_ } | Revoke-CsClientCertificate");

        Assert.NotNull(reply.Failure);
        Assert.Equal(["sip:steve.bush@litwareinc.com"], Revoked().Each("Identity"));
    }

    [Fact]
    public void PassThru_emits_what_was_revoked_as_it_stands_now()
    {
        Run("Get-CsClientCertificate 'Ken Myer' | Select-Object -First 1 | Revoke-CsClientCertificate -Reason Superseded").Clean();

        var reply = Run("'Ken Myer', 'Steve Bush', 'Ken Myer', 'Terri Chudzik' | Revoke-CsClientCertificate -PassThru -Reason KeyCompromise").Clean();

        Assert.Equal(["sip:ken.myer@litwareinc.com", "sip:ken.myer@litwareinc.com", "sip:ken.myer@litwareinc.com", "sip:steve.bush@litwareinc.com"], reply.Each("Identity"));
        Assert.All(reply.Output, one => Assert.Equal("Microsoft.Rtc.Management.UserPinService.CertInfoDetails", one!.BaseObject.GetType().FullName));
        Assert.Equal(Enumerable.Repeat<string?>("KeyCompromise", 4), reply.Each("RevocationReason"));
        Assert.Equal(Enumerable.Repeat<string?>(CurrentUser.Name, 4), reply.Each("RevokedBy"));
        Assert.Equal(4, reply.Each("Thumbprint").Distinct().Count());
        Assert.Equal(
            Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationReason -eq 'KeyCompromise'").Clean().Each("Thumbprint").Order(),
            reply.Each("Thumbprint").Order());
    }

    [Theory]
    [InlineData("'Ken Myer' | Revoke-CsClientCertificate -PassThru -WhatIf")]
    [InlineData("Revoke-CsClientCertificate 'Ken Myer' -PassThru:$false")]
    public void Without_PassThru_or_without_a_revocation_nothing_is_emitted(string command) => Assert.Empty(Run(command).Clean().Output);

    /// <summary>A flipped bit, in the row of the first of two users.</summary>
    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("'Jo Berry', 'Ken Myer' | Revoke-CsClientCertificate -Force")]
    [InlineData("'Jo Berry', 'Ken Myer' | Revoke-CsClientCertificate")]
    [InlineData("'Jo Berry', 'Ken Myer' | Revoke-CsClientCertificate -ErrorAction SilentlyContinue")]
    public void A_damaged_registry_ends_the_command_and_Force_does_not_hide_it(string command)
    {
        Damage("cn=Jo Berry,ou=Former Staff");

        var reply = Run(command);

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("RegistryCorrupt,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, reply.Error.CategoryInfo.Category);
        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    // Wherever it stands in the file.
    private void Damage(string text)
    {
        var bytes = File.ReadAllBytes(Registry);
        var sought = System.Text.Encoding.UTF8.GetBytes(text);
        var places = Enumerable.Range(0, bytes.Length - sought.Length).Where(start => bytes.AsSpan(start, sought.Length).SequenceEqual(sought)).ToList();
        Assert.NotEmpty(places);
        places.ForEach(place => bytes[place + 3] ^= 1);
        File.WriteAllBytes(Registry, bytes);
    }

    private Reply Revoked() => Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean();
}
