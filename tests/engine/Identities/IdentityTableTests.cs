using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Identities;

/// <summary>Every form of identity finds the same user, in whatever way it reaches a command.</summary>
public sealed class IdentityTableTests : LitwareTest
{
    public static TheoryData<string> TextWays => [.. Ways.OfText.Select(way => way.Name)];

    public static TheoryData<string> UserWays => [.. Ways.OfUser.Select(way => way.Name)];

    [Theory]
    [MemberData(nameof(TextWays))]
    public void Get_CsClientCertificate_finds_the_user_of_every_text(string way) =>
        AssertFound("Get-CsClientCertificate", Ways.OfText.Single(row => row.Name == way).Script);

    [Theory]
    [MemberData(nameof(UserWays))]
    public void Get_CsClientCertificate_finds_the_user_of_every_object(string way) =>
        AssertFound("Get-CsClientCertificate", "$user = Get-CsUser $identity; " + Ways.OfUser.Single(row => row.Name == way).Script);

    [Theory]
    [MemberData(nameof(TextWays))]
    public void Get_CsUser_finds_the_user_of_every_text(string way) =>
        AssertFound("Get-CsUser", Ways.OfText.Single(row => row.Name == way).Script);

    [Theory]
    [MemberData(nameof(UserWays))]
    public void Get_CsUser_finds_the_user_of_every_object(string way) =>
        AssertFound("Get-CsUser", "$user = Get-CsUser $identity; " + Ways.OfUser.Single(row => row.Name == way).Script);

    [Theory]
    [MemberData(nameof(TextWays))]
    public void Revoke_CsClientCertificate_finds_the_user_of_every_text(string way) =>
        AssertRevoked(Ways.OfText.Single(row => row.Name == way).Script);

    [Theory]
    [MemberData(nameof(UserWays))]
    public void Revoke_CsClientCertificate_finds_the_user_of_every_object(string way) =>
        AssertRevoked("$user = Get-CsUser $identity; " + Ways.OfUser.Single(row => row.Name == way).Script);

    // What it would revoke is told without revoking it; that it does so is for the tests of Revoke.
    private void AssertRevoked(string script)
    {
        var told = IdentityTable.Rows.Select(row => (row.Identity, row.Name, Text: Told(row.Identity, script.Replace("COMMAND", "Revoke-CsClientCertificate -WhatIf"))));

        Assert.Empty(told
            .Where(row => !row.Text.StartsWith($"What if: Performing the operation \"Revoke all client certificates\" on target \"{row.Name} (", StringComparison.Ordinal)
                || row.Text.Count(c => c == '\n') != 1)
            .Select(row => $"{row.Identity} gave {row.Text}"));
    }

    private string Told(string identity, string script)
    {
        var reply = Session.Set("identity", identity).Run(script);
        return reply.Text + string.Join("; ", reply.Errors) + reply.Failure?.Message;
    }

    private void AssertFound(string command, string script)
    {
        var found = IdentityTable.Rows.Select(row => (row.Identity, row.Name, Found: Found(row.Identity, script.Replace("COMMAND", command))));

        Assert.Empty(found.Where(row => row.Found != row.Name).Select(row => $"{row.Identity} gave {row.Found}"));
    }

    // The one user of all that came out, or what else happened.
    private string Found(string identity, string script)
    {
        var reply = Session.Set("identity", identity).Run(script);
        return reply.Errors.Count > 0 || reply.Failure is not null
            ? string.Join("; ", reply.Errors.Select(error => error.ToString()).Append(reply.Failure?.Message))
            : string.Join("; ", reply.Each("DistinguishedName").Distinct());
    }
}
