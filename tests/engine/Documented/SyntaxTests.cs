using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Documented;

/// <summary>The compiled command is the one the reference page describes, and has nothing beside it.</summary>
public sealed class SyntaxTests : ModuleTest
{
    private static readonly string[] Documented = ["Identity", "WhatIf", "Confirm"];

    private CmdletInfo Command => Run("Get-Command Get-CsClientCertificate").One<CmdletInfo>();

    private CommandParameterSetInfo Set => Assert.Single(Command.ParameterSets);

    [Fact]
    public void It_has_one_parameter_set_with_the_three_parameters()
    {
        var common = Cmdlet.CommonParameters.Concat(Cmdlet.OptionalCommonParameters);

        Assert.Equal(Documented.Order(), Set.Parameters.Select(parameter => parameter.Name).Except(common).Append("WhatIf").Append("Confirm").Order());
        Assert.Equal(Documented.Order(), Set.Parameters.Select(parameter => parameter.Name).Except(Cmdlet.CommonParameters).Order());
    }

    [Fact]
    public void Its_syntax_is_the_page_s() => Assert.Equal(
        "[-Identity] <UserIdParameter> [-WhatIf] [-Confirm] [<CommonParameters>]", Set.ToString());

    [Fact]
    public void Identity_is_mandatory_first_and_bound_from_the_pipeline_both_ways()
    {
        var identity = Set.Parameters.Single(parameter => parameter.Name == "Identity");

        Assert.True(identity.IsMandatory);
        Assert.Equal(0, identity.Position);
        Assert.True(identity.ValueFromPipeline);
        Assert.True(identity.ValueFromPipelineByPropertyName);
        Assert.False(identity.ValueFromRemainingArguments);
        Assert.Equal("UserIdParameter", identity.ParameterType.Name);
        Assert.Empty(identity.Aliases);
        Assert.DoesNotContain(identity.Attributes, attribute => attribute is SupportsWildcardsAttribute);
    }

    [Theory]
    [InlineData("WhatIf", "wi")]
    [InlineData("Confirm", "cf")]
    public void A_switch_is_optional_named_and_has_its_alias(string name, string alias)
    {
        var parameter = Set.Parameters.Single(parameter => parameter.Name == name);

        Assert.False(parameter.IsMandatory);
        Assert.Equal(int.MinValue, parameter.Position);
        Assert.False(parameter.ValueFromPipeline || parameter.ValueFromPipelineByPropertyName);
        Assert.Equal(typeof(SwitchParameter), parameter.ParameterType);
        Assert.Equal(alias, Assert.Single(parameter.Aliases));
    }

    [Fact]
    public void It_says_what_it_emits() => Assert.Equal(
        "Microsoft.Rtc.Management.UserPinService.CertInfoDetails", Assert.Single(Command.OutputType).Name);

    [Theory]
    [InlineData("get-csclientcertificate 'Ken Myer'")]
    [InlineData("GET-CSCLIENTCERTIFICATE -identity 'Ken Myer'")]
    [InlineData("CsClientCertificate\\Get-CsClientCertificate -I 'Ken Myer'")]
    public void It_is_called_in_any_case_and_with_shortened_parameters(string call)
    {
        Fill();

        Assert.Equal(4, Run(call).Clean().Output.Count);
    }

    [Fact]
    public void Without_an_identity_the_host_is_asked_for_one()
    {
        Fill();

        var reply = Session.Answer("Ken Myer").Run("Get-CsClientCertificate");

        Assert.Equal(4, reply.Clean().Output.Count);
        Assert.Contains("Identity", reply.Text);
    }
}
