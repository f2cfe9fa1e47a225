using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Revoke asks only when told to; with -WhatIf nothing changes at all.</summary>
public sealed class RevokePromptTests : LitwareTest
{
    [Theory]
    [InlineData("Revoke-CsClientCertificate 'Ken Myer' -WhatIf", 1)]
    [InlineData("Get-CsUser | Revoke-CsClientCertificate -WhatIf", 50)]
    [InlineData("Find-CsClientCertificate | Revoke-CsClientCertificate -WhatIf", 47)]
    [InlineData("'Nobody', 'Chris Gray', 'Ken Myer' | Revoke-CsClientCertificate -WhatIf 2>$null", 1)]
    [InlineData("'Nobody', 'Ken Myer' | Revoke-CsClientCertificate -Force -WhatIf", 1)]
    public void WhatIf_says_whom_and_changes_nothing(string command, int lines)
    {
        var before = RegistryBytes;

        var reply = Run(command);

        Assert.Empty(reply.Output);
        Assert.Null(reply.Failure);
        Assert.Equal(lines, reply.Text.Split("What if: ").Length - 1);
        Assert.Equal(before, RegistryBytes);
        Assert.Empty(OtherFiles);
    }

    [Fact]
    public void Confirm_asks_once_a_user()
    {
        var reply = Session.Answer("Y", "N", "Y").Run("'Ken Myer', 'Pilar Ackerman', 'Steve Bush' | Revoke-CsClientCertificate -Confirm").Clean();

        Assert.Equal(0, Session.AnswersLeft);
        Assert.Contains("cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com (sip:ken.myer@litwareinc.com)", reply.Text);
        Assert.Equal([0, 2, 0], Left("Ken Myer", "Pilar Ackerman", "Steve Bush"));
    }

    [Theory]
    [InlineData("$ConfirmPreference = 'Medium'; 'Ken Myer', 'Pilar Ackerman', 'Steve Bush' | Revoke-CsClientCertificate")]
    [InlineData("'Ken Myer', 'Pilar Ackerman', 'Steve Bush' | ForEach-Object { $ConfirmPreference = 'Medium'; $_ } | Revoke-CsClientCertificate")]
    public void A_preference_asks_too(string command)
    {
        Session.Answer("Y", "N", "Y").Run(command).Clean();

        Assert.Equal(0, Session.AnswersLeft);
        Assert.Equal([0, 2, 0], Left("Ken Myer", "Pilar Ackerman", "Steve Bush"));
    }

    [Fact]
    public void What_if_can_be_a_preference_that_the_pipeline_sets()
    {
        var before = RegistryBytes;

        var reply = Run("'Ken Myer', 'Pilar Ackerman' | ForEach-Object { $WhatIfPreference = $true; $_ } | Revoke-CsClientCertificate").Clean();

        Assert.Equal(2, reply.Text.Split("What if: ").Length - 1);
        Assert.Equal(before, RegistryBytes);
    }

    [Theory]
    [InlineData("A", 0, 0, 0)]
    [InlineData("L", 4, 2, 1)]
    public void To_all_is_heard(string answer, params int[] left)
    {
        Session.Answer(answer).Run("'Ken Myer', 'Pilar Ackerman', 'Steve Bush' | Revoke-CsClientCertificate -Confirm").Clean();

        Assert.Equal(0, Session.AnswersLeft);
        Assert.Equal(left, Left("Ken Myer", "Pilar Ackerman", "Steve Bush"));
    }

    [Fact]
    public void It_does_not_ask_by_itself_in_an_unattended_script()
    {
        var reply = Run("try { revoke-CSClientCertificate -Identity kenmyer } catch { $_.Exception.Message }").Clean();

        Assert.Empty(reply.Output);
        Assert.Equal([0], Left("Ken Myer"));
    }

    private IEnumerable<int> Left(params string[] identities) =>
        identities.Select(identity => Run($"Get-CsClientCertificate '{identity}'").Clean().Output.Count);
}
