using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Errors;

/// <summary>What is said of an identity that names no user, several, or one for whom there is nothing to do.</summary>
public sealed class IdentityErrorTests : LitwareTest
{
    private const string Command = "CsClientCertificate.Commands.GetCsClientCertificateCommand";

    [Theory]
    [InlineData("ken.myers@litwareinc.com")]
    [InlineData("sip:ken.myers@litwareinc.com")]
    [InlineData(@"LITWAREINC\nobody")]
    [InlineData(@"EUROPE\kenmyer")]
    [InlineData("Ken Mye")]
    [InlineData("Ken")]
    [InlineData("Myer")]
    [InlineData("CN=Ken Myer,OU=Sales,DC=litwareinc,DC=com")]
    [InlineData("O'Brien; DROP TABLE users --")]
    [InlineData("pilar.pinilla@litwareinc.com ; x")]
    [InlineData("%")]
    [InlineData("finance@litwareinc.com")]
    [InlineData("nancy.davolio@litwareinc.com")]
    [InlineData("WS-0042$")]
    public void Nobody_has_it(string identity)
    {
        var reply = Session.Set("identity", identity).Run("Get-CsClientCertificate -Identity $identity");

        var error = Check(reply, "ManagementObjectNotFound", ErrorCategory.ObjectNotFound, identity);
        Assert.Equal($"Management object not found for identity \"{identity}\".", error.Exception.Message);
    }

    [Fact]
    public void It_is_shown_as_it_was_given()
    {
        var error = Run("' ken.myers@litwareinc.com ' | Get-CsClientCertificate").Error;

        Assert.Equal(" ken.myers@litwareinc.com ", error.TargetObject);
        Assert.Equal("Management object not found for identity \" ken.myers@litwareinc.com \".", error.Exception.Message);
    }

    [Theory]
    [InlineData("Chris Gray", "cn=Chris Gray,ou=IT,dc=litwareinc,dc=com", "cn=Chris Gray,ou=Sales,dc=litwareinc,dc=com")]
    [InlineData("chris  GRAY", "cn=Chris Gray,ou=IT,dc=litwareinc,dc=com", "cn=Chris Gray,ou=Sales,dc=litwareinc,dc=com")]
    [InlineData("dbirkby", "cn=Dana Birkby,ou=Sales,dc=litwareinc,dc=com", "cn=Service Desk,ou=IT,dc=litwareinc,dc=com")]
    [InlineData("asmith", "cn=Andrew Smith,ou=London,dc=emea,dc=litwareinc,dc=com", "cn=April Smith,ou=Sales,dc=litwareinc,dc=com")]
    [InlineData("lee.oliver@litwareinc.com", "cn=Lee Oliver,ou=IT,dc=litwareinc,dc=com", "cn=Luka Abrus,ou=IT,dc=litwareinc,dc=com")]
    [InlineData("josé alvarez", "cn=Jose Alvarez,ou=IT,dc=litwareinc,dc=com", "cn=José Álvarez,ou=Sales,dc=litwareinc,dc=com")]
    public void Several_have_it(string identity, params string[] candidates)
    {
        var reply = Session.Set("identity", identity).Run("Get-CsClientCertificate -Identity $identity");

        var error = Check(reply, "AmbiguousIdentity", ErrorCategory.InvalidArgument, identity);
        Assert.All(candidates, candidate => Assert.Contains($"\"{candidate}\"", error.Exception.Message));
        Assert.Contains($"\"{identity}\"", error.Exception.Message);
        var property = Assert.IsType<IEnumerable<string>>(error.Exception.GetType().GetProperty("Candidates")?.GetValue(error.Exception), exactMatch: false);
        Assert.Equal(candidates, property);
    }

    [Fact]
    public void Every_candidate_is_an_identity_that_means_one_user()
    {
        var reply = Run("Get-CsClientCertificate 'Chris Gray' -ErrorVariable found -ErrorAction SilentlyContinue; $found[0].Exception.Candidates | Get-CsClientCertificate");

        Assert.Equal(["sip:chris.gray2@litwareinc.com", "sip:chris.gray@litwareinc.com"], reply.Each("Identity"));
    }

    [Fact]
    public void With_its_scheme_a_SIP_address_goes_before_another_s_principal_name() =>
        Assert.Empty(Run("Get-CsClientCertificate sip:lee.oliver@litwareinc.com").Clean().Output);

    [Theory]
    [InlineData("Ben Smith", "One certificate is still valid; Revoke-CsClientCertificate revokes it.")]
    [InlineData("Heidi Steen", "None of the user's certificates is valid.")]
    [InlineData("Toni Poe", "None of the user's certificates is valid.")]
    public void The_user_has_no_Registrar_pool(string identity, string rest)
    {
        var reply = Run($"Get-CsClientCertificate '{identity}'");

        var error = Check(reply, "UserNotInRegistrarPool", ErrorCategory.InvalidOperation, identity);
        Assert.Equal($"The user \"{identity}\" is not assigned to a Registrar pool. {rest}", error.Exception.Message);
    }

    [Theory]
    [InlineData("Wendy Kahn", "One certificate is still valid; Revoke-CsClientCertificate revokes it.")]
    [InlineData("Denise Smith", "None of the user's certificates is valid.")]
    public void The_user_has_no_SIP_address(string identity, string rest)
    {
        var reply = Run($"Get-CsClientCertificate '{identity}'");

        var error = Check(reply, "UserHasNoSipAddress", ErrorCategory.InvalidOperation, identity);
        Assert.Equal($"The user \"{identity}\" has no SIP address. {rest}", error.Exception.Message);
    }

    [Theory]
    [InlineData("Pilar*")]
    [InlineData("* Smith")]
    [InlineData("*")]
    [InlineData("Ken Mye?")]
    public void Wildcards_find_nobody(string identity)
    {
        var reply = Run($"Get-CsClientCertificate '{identity}'");

        var error = Check(reply, "WildcardNotSupported", ErrorCategory.InvalidArgument, identity);
        Assert.Contains($"\"{identity}\"", error.Exception.Message);
        Assert.Contains("Get-CsUser", error.Exception.Message);
    }

    [Fact]
    public void An_object_s_error_shows_its_identity() =>
        Assert.Equal(
            "cn=Ben Smith,ou=IT,dc=litwareinc,dc=com", Run("Get-CsUser 'Ben Smith' | Get-CsClientCertificate").Error.TargetObject);

    // The error is the only one, did not end the script, and has the properties the table gives it.
    private static ErrorRecord Check(Reply reply, string id, ErrorCategory category, string target)
    {
        Assert.Null(reply.Failure);
        Assert.Empty(reply.Output);
        var error = reply.Error;
        Assert.Equal($"{id},{Command}", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject);
        Assert.Equal(id, error.Exception.GetType().GetProperty("ErrorId")?.GetValue(error.Exception));
        return error;
    }
}
