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
