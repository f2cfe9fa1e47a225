using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Documented;

/// <summary>
/// The examples of the reference page, word for word. A comparison reads its text in the invariant culture, as PowerShell compares; so
/// they answer the same wherever they are run.
/// </summary>
public sealed class ExampleTests : LitwareTest
{
    private static readonly string[] Cultures = ["en-US", "en-GB", "de-DE", "tr-TR", "ja-JP", "ar-SA", ""];

    public static TheoryData<string, string, int> Examples
    {
        get
        {
            var examples = new TheoryData<string, string, int>();
            foreach (var culture in Cultures)
            {
                examples.Add(culture, "Get-CsClientCertificate -Identity \"Ken Myer\"", 4);
                examples.Add(culture, "Get-CsClientCertificate -Identity \"Ken Myer\" | Where-Object {$_.ExpirationTime -lt \"9/5/2018\"}", 3);
                examples.Add(culture, "Get-CsClientCertificate -Identity \"Ken Myer\" | Where-Object {$_.PublicationTime -gt \"1/1/2018\"}", 2);
                examples.Add(culture, "Get-CsUser | Where-Object {$_.RegistrarPool -ne $Null} | Get-CsClientCertificate", 43);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_answers_the_same_in_every_culture(string culture, string example, int count)
    {
        using var session = NewSession(culture: culture);

        Assert.Equal(count, session.Run(example).Clean().Output.Count);
    }

    [Fact]
    public void The_second_example_leaves_out_the_certificate_that_ends_later()
    {
        var reply = Run("Get-CsClientCertificate -Identity \"Ken Myer\" | Where-Object {$_.ExpirationTime -lt \"9/5/2018\"}");

        Assert.Equal(
            ["{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a01}", "{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a02}", "{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a03}"],
            reply.Clean().Each("DeviceId"));
    }

    [Fact]
    public void Without_the_pool_filter_the_unassigned_are_errors_and_the_rest_still_comes()
    {
        var reply = Run("Get-CsUser | Get-CsClientCertificate");

        Assert.Equal(43, reply.Output.Count);
        Assert.Equal(3, reply.Errors.Count);
        Assert.Null(reply.Failure);
        Assert.All(reply.Errors, error => Assert.StartsWith("UserNotInRegistrarPool,", error.FullyQualifiedErrorId));
    }

    [Fact]
    public void A_text_is_found_in_the_Turkish_culture_in_any_case()
    {
        using var turkish = NewSession(culture: "tr-TR");

        var reply = turkish.Run("'PILAR.PINILLA@LITWAREINC.COM', 'pilar pinilla', 'litwareinc\\PPINILLA', 'SIP:pilar.pinilla@litwareinc.com' | Get-CsClientCertificate");

        Assert.Equal(4, reply.Clean().Output.Count);
    }
}
