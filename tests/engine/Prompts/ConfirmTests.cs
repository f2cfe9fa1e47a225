using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Prompts;

/// <summary>-Confirm asks, and takes the answers there are.</summary>
public sealed class ConfirmTests : LitwareTest
{
    private const string Three = "'Pilar Ackerman', 'Pilar Pinilla', 'April Smith' | Get-CsClientCertificate -Confirm";

    [Theory]
    [InlineData("Get-CsClientCertificate 'Ken Myer'")]
    [InlineData("Import-CsUser $Data/directory.ldif")]
    [InlineData("Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer")]
    public void Nothing_asks_by_itself(string command) => Assert.Equal("", Run(command).Clean().Text);

    [Fact]
    public void Yes_goes_on_and_No_leaves_that_one_out()
    {
        var reply = Session.Answer("N", "Y", "N").Run(Three);

        Assert.Equal(["sip:pilar.pinilla@litwareinc.com"], reply.Clean().Each("Identity"));
        Assert.Equal(0, Session.AnswersLeft);
        Assert.Contains("Performing the operation \"Get-CsClientCertificate\" on target \"Pilar Ackerman\".", reply.Text);
    }

    [Fact]
    public void Yes_to_all_asks_no_more()
    {
        var reply = Session.Answer("N", "A").Run(Three);

        Assert.Equal(["sip:pilar.pinilla@litwareinc.com", "sip:april.smith@litwareinc.com"], reply.Clean().Each("Identity"));
        Assert.Equal(0, Session.AnswersLeft);
    }

    [Fact]
    public void No_to_all_asks_no_more()
    {
        var reply = Session.Answer("N", "L").Run(Three);

        Assert.Empty(reply.Clean().Output);
        Assert.Equal(0, Session.AnswersLeft);
    }

    [Fact]
    public void A_lowered_preference_asks_as_well()
    {
        var reply = Session.Answer("N").Run("$ConfirmPreference = 'Low'; Get-CsClientCertificate 'Ken Myer'; $ConfirmPreference = 'High'");

        Assert.Empty(reply.Clean().Output);
        Assert.Equal(0, Session.AnswersLeft);
    }

    [Fact]
    public void Writing_commands_ask_at_a_preference_at_which_Get_does_not()
    {
        var reply = Session.Answer("N").Run("""
            $ConfirmPreference = 'Medium'
            Get-CsClientCertificate 'Steve Bush'
            Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -PassThru
            $ConfirmPreference = 'High'
            """);

        Assert.Equal(["sip:steve.bush@litwareinc.com"], reply.Clean().Each("Identity"));
        Assert.Equal(0, Session.AnswersLeft);
    }

    [Fact]
    public void Publish_asks_once_a_certificate()
    {
        var reply = Session.Answer("N", "Y").Run(
            "Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer, $Data/certificates-refused/bmp-string.cer -PassThru -Confirm");

        Assert.Equal(["sip:ken.myer@litwareinc.com"], reply.Clean().Each("Identity"));
        Assert.Equal(2, Run("Get-CsClientCertificate 'Pilar Ackerman'").Output.Count);
        Assert.Equal(0, Session.AnswersLeft);
    }

    [Theory]
    [InlineData("Import-CsUser $Data/exports/version1.ldif -Prune -Confirm")]
    [InlineData("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -Confirm")]
    public void No_changes_nothing(string command)
    {
        var before = RegistryBytes;

        Assert.Empty(Session.Answer("N").Run(command).Clean().Output);

        Assert.Equal(0, Session.AnswersLeft);
        Assert.Equal(before, RegistryBytes);
    }

    [Theory]
    [InlineData("Get-Item $Data/certificates-refused/names-pilar.cer | ForEach-Object { $ConfirmPreference = 'Medium'; $_ } | Publish-CsClientCertificate -PassThru")]
    [InlineData("'Steve Bush' | ForEach-Object { $ConfirmPreference = 'Low'; $_ } | Get-CsClientCertificate")]
    [InlineData("'Steve Bush' | ForEach-Object { $ConfirmPreference = 'Medium'; $_ } | Revoke-CsClientCertificate -PassThru")]
    [InlineData("@{ DistinguishedName = 'cn=X,dc=litwareinc,dc=com' } | ForEach-Object { $ConfirmPreference = 'Medium'; $_ } | Import-CsUser")]
    public void A_preference_that_the_pipeline_lowers_asks_as_well(string command)
    {
        var before = RegistryBytes;

        Assert.Empty(Session.Answer("N").Run(command).Clean().Output);

        Assert.Equal(0, Session.AnswersLeft);
        Assert.Equal(before, RegistryBytes);
    }

    [Fact]
    public void What_was_agreed_to_is_published_before_the_next_question()
    {
        List<int> count = [];
        Session.Answer("Y", "N").WhenAsked(() =>
        {
            using var other = NewSession();
            count.Add(other.Run("Get-CsClientCertificate 'Pilar Ackerman'").Clean().Output.Count);
        });

        Run("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer, $Data/certificates-refused/bmp-string.cer -Confirm").Clean();

        Assert.Equal([2, 3], count);
    }

    [Theory]
    [InlineData("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -Identity 'Ken Myer'", "CertificateUserMismatch")]
    [InlineData("Publish-CsClientCertificate $Data/certificates/steve.bush.cer -Identity 'Steve Bush'", "CertificateRevoked")]
    [InlineData("Revoke-CsClientCertificate 'Nobody'", "ManagementObjectNotFound")]
    public void Refusals_are_recorded_as_without_a_question(string command, string id)
    {
        Run("Revoke-CsClientCertificate 'Steve Bush'").Clean();
        const string refused = "Get-CsCertificateAudit | Where-Object Outcome -eq 'Refused'";

        Assert.StartsWith(id + ",", Run(command + " -WhatIf").Error.FullyQualifiedErrorId);
        Assert.Empty(Run(refused).Clean().Output);
        var message = Run(command + " -Confirm").Error.Exception.Message;

        var recorded = Run(refused).Clean();
        Assert.Equal(command.Split(' ')[0], recorded.Each("Command").Single());
        // The console says of which file besides.
        Assert.EndsWith(recorded.Each("Reason").Single(), message);

        // Without the question the same once more; what Publish refuses of one certificate is recorded once a day.
        Assert.Equal(message, Run(command).Error.Exception.Message);
        var both = Run(refused).Clean();
        Assert.Equal(command.StartsWith("Revoke", StringComparison.Ordinal) ? 2 : 1, both.Output.Count);
        foreach (var property in new[] { "Action", "Command", "Target", "UserKey", "Reason" })
        {
            Assert.Single(both.Each(property).Distinct());
        }
    }
}
