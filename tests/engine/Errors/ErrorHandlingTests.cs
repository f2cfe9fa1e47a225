using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Errors;

/// <summary>Errors are handled with what scripts have for it.</summary>
public sealed class ErrorHandlingTests : LitwareTest
{
    [Fact]
    public void In_the_middle_of_a_pipeline_it_goes_on()
    {
        var reply = Run("'Pilar Pinilla', 'Ben Smith', 'Wendy Kahn', 'Nobody', 'Chris Gray', '*', 'Steve Bush' | Get-CsClientCertificate");

        Assert.Equal(["sip:pilar.pinilla@litwareinc.com", "sip:steve.bush@litwareinc.com"], reply.Each("Identity"));
        Assert.Equal(
            ["UserNotInRegistrarPool", "UserHasNoSipAddress", "ManagementObjectNotFound", "AmbiguousIdentity", "WildcardNotSupported"],
            reply.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Null(reply.Failure);
    }

    [Fact]
    public void ErrorAction_Stop_makes_them_catchable()
    {
        var reply = Run("try { 'Nobody', 'Ken Myer' | Get-CsClientCertificate -ErrorAction Stop } catch { $_.Exception.Message; $_.TargetObject }");

        Assert.Equal(["Management object not found for identity \"Nobody\".", "Nobody"], reply.All<string>());
    }

    [Fact]
    public void They_are_caught_by_their_type()
    {
        var reply = Run("""
            try { Get-CsClientCertificate 'Chris Gray' -ErrorAction Stop }
            catch [CsClientCertificate.Errors.ManagementObjectNotFoundException] { 'not found' }
            catch [CsClientCertificate.Errors.AmbiguousIdentityException] { $_.Exception.Candidates.Count }
            """);

        Assert.Equal(2, reply.One<int>());
    }

    [Theory]
    [InlineData("-ErrorAction SilentlyContinue")]
    [InlineData("-ErrorAction Ignore")]
    [InlineData("2>$null")]
    public void They_can_be_kept_quiet(string way) =>
        Assert.Equal(4, Run($"'Nobody', 'Ken Myer' | Get-CsClientCertificate {way}").Output.Count);

    [Fact]
    public void They_are_collected_in_a_variable()
    {
        var reply = Run("'Nobody', 'Ben Smith' | Get-CsClientCertificate -ErrorVariable found -ErrorAction SilentlyContinue; $found | ForEach-Object { $_.TargetObject }");

        Assert.Equal(["Nobody", "Ben Smith"], reply.All<string>());
    }

    [Fact]
    public void The_console_shows_the_message_and_what_to_do()
    {
        var text = Show("Get-CsClientCertificate Nobody");

        Assert.Contains("Management object not found for identity \"Nobody\".", text);
        Assert.Contains("Get-CsUser -Identity \"*name*\"", text);
    }

    [Fact]
    public void What_a_name_holds_does_not_reach_the_console_raw()
    {
        var error = Session.Set("identity", "No\u001b[2Jbody\u202e").Run("Get-CsClientCertificate $identity").Error;

        Assert.DoesNotContain('\u001b', error.Exception.Message);
        Assert.DoesNotContain('\u202e', error.Exception.Message);
        Assert.Equal("No\u001b[2Jbody\u202e", error.TargetObject);
    }

    /// <summary>A line of its own would read as a message of its own.</summary>
    [Theory]
    [InlineData("No\nWARNING: Ken Myer has none")]
    [InlineData("No\r\nWARNING: Ken Myer has none")]
    [InlineData("No\u2028WARNING: Ken Myer has none")]
    public void A_name_makes_no_lines_of_the_console(string identity)
    {
        Session.Set("identity", identity);

        var error = Run("Get-CsClientCertificate $identity").Error;
        Assert.DoesNotContain(error.Exception.Message, character => character is '\n' or '\r' or '\u2028');
        Assert.Equal(identity, error.TargetObject);

        Run("@{ distinguishedName = 'CN=No,DC=litwareinc,DC=com'; displayName = $identity; description = 'no' } | Import-CsUser").Clean();
        var said = Run("Revoke-CsClientCertificate $identity -Verbose").Verbose;
        Assert.Contains(said, text => text.EndsWith("matched as display name."));
        Assert.All(said, text => Assert.DoesNotContain('\n', text));
    }

    [Fact]
    public void Success_is_told_by_the_automatic_variable() =>
        Assert.Equal([true, false], Run("$null = Get-CsClientCertificate 'Ken Myer'; $?; Get-CsClientCertificate 'Nobody' 2>$null; $?").Output.Select(item => item!.BaseObject));
}
