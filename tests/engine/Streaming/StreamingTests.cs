using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Streaming;

/// <summary>Certificates come out while identities still go in, and nothing stays open behind a pipeline.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class StreamingTests : LitwareTest
{
    [Fact]
    public void The_first_certificate_is_out_before_the_second_identity_is_in()
    {
        var reply = Run("$in = 0; 1..50 | ForEach-Object { $in++; 'Steve Bush' } | Get-CsClientCertificate | ForEach-Object { $in }");

        Assert.Equal(Enumerable.Range(1, 50), reply.All<int>());
    }

    [Fact]
    public void Users_are_streamed_on_as_well()
    {
        var reply = Run("$out = 0; Get-CsUser | ForEach-Object { $out++; $_ } | Get-CsClientCertificate -ErrorAction Ignore | Select-Object -First 1; $out");

        Assert.Equal(2, reply.Clean().Output.Count);
        Assert.InRange((int)reply.Output[1]!.BaseObject, 1, 10);
    }

    [Theory]
    [InlineData("Get-CsClientCertificate 'Ken Myer' | Select-Object -First 1", "sip:ken.myer@litwareinc.com")]
    [InlineData("Get-CsUser | Select-Object -First 1 | ForEach-Object Name", "*")]
    [InlineData("1..5 | ForEach-Object { 'Ken Myer' } | Get-CsClientCertificate | Select-Object -First 2", "sip:ken.myer@litwareinc.com", "sip:ken.myer@litwareinc.com")]
    [InlineData("'Ken Myer' | Get-CsClientCertificate | ForEach-Object { \"$_\"; throw 'enough' }", "sip:ken.myer@litwareinc.com", "!enough")]
    [InlineData("foreach ($row in Get-CsClientCertificate 'Ken Myer') { $row; break }", "sip:ken.myer@litwareinc.com")]
    [InlineData("'Nobody' | Get-CsClientCertificate -ErrorAction Stop", "!Management object not found for identity \"Nobody\".")]
    [InlineData("Publish-CsClientCertificate $Data/certificates-refused/*.cer -PassThru -ErrorAction Ignore | Select-Object -First 1", "sip:*")]
    [InlineData("Get-CsUser | Import-CsUser | Select-Object -First 1 | ForEach-Object Unchanged", "50")]
    [InlineData("'dn: cn=x', 'changetype: delete', '' | Import-CsUser -ErrorAction Stop", "!*changetype*")]
    [InlineData("'Ken Myer' | Revoke-CsClientCertificate -PassThru | Select-Object -First 1", "sip:ken.myer@litwareinc.com")]
    public void A_pipeline_that_ends_early_leaves_nothing_open(string command, params string[] expected)
    {
        var reply = Run(command);

        // It came as far as it was to come.
        string?[] came = [.. reply.Output.Select(item => item?.ToString()), .. reply.Failure is { } failure ? ["!" + failure.ErrorRecord.Exception.Message] : Array.Empty<string>()];
        Assert.Equal(expected.Length, came.Length);
        Assert.All(expected.Zip(came), pair => Assert.True(WildcardPattern.Get(pair.First, WildcardOptions.None).IsMatch(pair.Second), pair.Second));
        Assert.DoesNotContain(OpenFiles.OfThisProcess(), file => file.StartsWith(Registry, StringComparison.Ordinal));
        Assert.Empty(OtherFiles);
        File.Move(Registry, Registry + ".moved");
    }

    [Fact]
    public void While_a_pipeline_runs_the_registry_is_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        Session.Set("open", new Func<int>(() => OpenFiles.OfThisProcess().Count(file => file == Registry)));

        Assert.Equal(1, Run("Get-CsClientCertificate 'Steve Bush' | ForEach-Object { $open.Invoke() }").One<int>());
    }
}
