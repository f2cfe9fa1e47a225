using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Identities;

/// <summary>What is no identity does not bind; the registry is never asked for it.</summary>
public sealed class IdentityBindingTests : LitwareTest
{
    private const string BindingFailed = "CannotConvertArgumentNoMessage,CsClientCertificate.Commands.GetCsClientCertificateCommand";
    private const string InputNotBound = "InputObjectNotBound,CsClientCertificate.Commands.GetCsClientCertificateCommand";
    private const string ListRefused = "ParameterArgumentTransformationError,CsClientCertificate.Commands.GetCsClientCertificateCommand";
    private const string NullNotAllowed =
        "ParameterArgumentValidationErrorNullNotAllowed,CsClientCertificate.Commands.GetCsClientCertificateCommand";

    [Theory]
    [InlineData("''")]
    [InlineData("'   '")]
    [InlineData("\"`t\"")]
    [InlineData("@{}")]
    [InlineData("([pscustomobject]@{ Name = 'Ken Myer' })")]
    [InlineData("([pscustomobject]@{ Identity = $null })")]
    [InlineData("([pscustomobject]@{ Identity = ' ' })")]
    [InlineData("(Get-Item $Data)")]
    [InlineData("([datetime]'2018-09-05')")]
    [InlineData("$true")]
    public void As_the_parameter_it_is_refused(string identity)
    {
        var reply = Run($"Get-CsClientCertificate -Identity {identity}");

        Assert.Empty(reply.Output);
        Assert.Equal(BindingFailed, reply.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Null_as_the_parameter_is_refused()
    {
        var reply = Run("Get-CsClientCertificate -Identity $null");

        Assert.Empty(reply.Output);
        Assert.Equal(NullNotAllowed, reply.Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("''", InputNotBound)]
    [InlineData("'   '", InputNotBound)]
    [InlineData("$null", NullNotAllowed)]
    [InlineData("@{}", InputNotBound)]
    [InlineData("[pscustomobject]@{ Name = 'Ken Myer' }", InputNotBound)]
    [InlineData("[pscustomobject]@{ Identity = $null }", NullNotAllowed)]
    [InlineData("[pscustomobject]@{ Identity = ' ' }", InputNotBound)]
    [InlineData("Get-Item $Data", InputNotBound)]
    [InlineData("[datetime]'2018-09-05'", InputNotBound)]
    [InlineData("$true", InputNotBound)]
    public void In_the_pipeline_it_is_reported_and_the_rest_goes_on(string identity, string error)
    {
        var reply = Run($"$before = 'pilar.pinilla@litwareinc.com'; $before, ({identity}), 'ken.myer@litwareinc.com' | Get-CsClientCertificate");

        Assert.Null(reply.Failure);
        Assert.Equal(1 + 4, reply.Output.Count);
        Assert.Equal(error, reply.Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("-1")]
    [InlineData("0.5")]
    public void A_number_is_its_text(string number)
    {
        using var german = NewSession(culture: "de-DE");

        var error = german.Run($"{number} | Get-CsClientCertificate").Error;

        Assert.Equal($"Management object not found for identity \"{number}\".", error.Exception.Message);
        Assert.Equal(error.Exception.Message, Run($"Get-CsClientCertificate -Identity {number}").Error.Exception.Message);
    }

    [Theory]
    [InlineData("0042")]
    [InlineData("1e3")]
    [InlineData("4711L")]
    [InlineData("1.50")]
    public void A_number_as_the_parameter_is_taken_as_it_was_written(string number) =>
        Assert.Equal($"Management object not found for identity \"{number}\".", Run($"Get-CsClientCertificate {number}").Error.Exception.Message);

    [Fact]
    public void An_identity_that_is_an_object_of_its_own_shows_itself_as_text()
    {
        var reply = Run("[pscustomobject]@{ Identity = [uri] 'sip:ken.myer@litwareinc.com' } | Get-CsClientCertificate");

        Assert.Equal(4, reply.Clean().Output.Count);
    }

    [Fact]
    public void A_list_of_identities_names_nobody()
    {
        var reply = Run("[pscustomobject]@{ Identity = 'Ken Myer', 'Pilar Pinilla' } | Get-CsClientCertificate");

        Assert.Empty(reply.Output);
        Assert.Equal(ListRefused, reply.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void An_array_as_the_parameter_names_nobody()
    {
        var reply = Run("Get-CsClientCertificate -Identity 'Ken Myer', 'Pilar Pinilla'");

        Assert.Empty(reply.Output);
        Assert.NotNull(reply.Failure);
    }

    [Fact]
    public void An_objectGUID_that_nobody_has_goes_no_way_round_by_name()
    {
        var reply = Run("[pscustomobject]@{ ObjectGUID = [guid]::Empty; SipAddress = 'sip:ken.myer@litwareinc.com' } | Get-CsClientCertificate");

        Assert.Empty(reply.Output);
        Assert.Equal("Management object not found for identity \"00000000-0000-0000-0000-000000000000\".", reply.Error.Exception.Message);
    }
}
