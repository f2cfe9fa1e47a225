using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Find-CsClientCertificate, each parameter of it.</summary>
public sealed class FindTests : LitwareTest
{
    [Theory]
    [InlineData("Find-CsClientCertificate", 47)]
    [InlineData("Find-CsClientCertificate -ResultSize 5", 5)]
    [InlineData("Find-CsClientCertificate -ResultSize 0", 0)]
    [InlineData("Find-CsClientCertificate -ResultSize Unlimited", 47)]
    [InlineData("Find-CsClientCertificate -ExpiringBefore 2017-01-01", 2)]
    [InlineData("Find-CsClientCertificate -ExpiringWithin 30.00:00:00", 0)]
    [InlineData("Find-CsClientCertificate -ExpiringWithin 30", 0)]
    [InlineData("Find-CsClientCertificate -PublishedAfter 2018-05-01 | Where-Object Identity -like 'sip:pilar*'", 1)]
    [InlineData("Find-CsClientCertificate -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa", 1)]
    [InlineData("Find-CsClientCertificate -DeviceId '{0B9F7C30-20A1-5B43-8D7E-F6A1E3A00005}'", 2)]
    [InlineData("Find-CsClientCertificate -DeviceId '{0b9f7c30-20a1-5b43-8d7e-f6a1e3a0ffff}'", 0)]
    [InlineData("Find-CsClientCertificate -ExpiringBefore 2018-12-31 -DeviceId 5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a01", 1)]
    public void It_finds_as_many_as_there_are(string command, int count) => Assert.Equal(count, Run(command).Clean().Output.Count);

    [Fact]
    public void A_leaver_s_query_lists_what_still_signs_in_though_the_account_is_disabled() =>
        Assert.Equal(
            ["sip:franz.kohl@litwareinc.com", "sip:jo.berry@litwareinc.com", "sip:jo.berry@litwareinc.com"],
            Run("Find-CsClientCertificate -AccountDisabled | Sort-Object Identity").Clean().Each("Identity"));

    [Fact]
    public void A_leaver_s_query_lists_what_gone_users_still_have()
    {
        Run("$null = Get-CsUser | Where-Object Name -ne 'Ben Smith' | ForEach-Object { @{ DistinguishedName = $_.Identity } } | Import-CsUser -Prune").Clean();

        Assert.Contains("sip:ben.smith@litwareinc.com", Run("Find-CsClientCertificate -AccountDisabled").Clean().Each("Identity"));
    }

    [Theory]
    [InlineData("$c.Thumbprint")]
    [InlineData("$c.Thumbprint.ToLowerInvariant()")]
    [InlineData("(($c.Thumbprint -split '(..)' -ne '') -join ':')")]
    [InlineData("\"$([char] 0x200e)$($c.Thumbprint)\"")]
    [InlineData("([BitConverter]::ToString([Security.Cryptography.SHA256]::HashData($c.GetCertificate().RawData)))")]
    public void A_thumbprint_in_any_dress_finds_its_certificate(string thumbprint) => Assert.Equal(
        ["sip:steve.bush@litwareinc.com"],
        Run($"$c = Get-CsClientCertificate 'Steve Bush'; Find-CsClientCertificate -Thumbprint {thumbprint}").Clean().Each("Identity"));

    [Theory]
    [InlineData("$c.SerialNumber")]
    [InlineData("'00' + $c.SerialNumber.ToLowerInvariant()")]
    public void A_serial_number_finds_its_certificate(string number) => Assert.Contains(
        "sip:steve.bush@litwareinc.com",
        Run($"$c = Get-CsClientCertificate 'Steve Bush'; Find-CsClientCertificate -SerialNumber ({number})").Clean().Each("Identity"));

    [Theory]
    [InlineData("-Thumbprint 12345")]
    [InlineData("-Thumbprint 'not hexadecimal'")]
    [InlineData("-SerialNumber ''")]
    [InlineData("-DeviceId phone")]
    [InlineData("-DeviceId ''")]
    [InlineData("-ResultSize -1")]
    [InlineData("-ExpiringWithin 1e9")]
    public void What_cannot_be_meant_is_refused(string parameter) =>
        Assert.StartsWith("ParameterArgument", Run($"Find-CsClientCertificate {parameter}").Error.FullyQualifiedErrorId.Replace("CannotConvertArgument", "ParameterArgument"));

    [Theory]
    [InlineData("36500.00:00:00")]
    [InlineData("36500")]
    [InlineData("'36500'")]
    [InlineData("36500.5")]
    [InlineData("([uint32] 36500)")]
    [InlineData("([uint16] 36500)")]
    [InlineData("([timespan]::FromDays(36500))")]
    public void ExpiringWithin_means_from_now_and_a_number_means_days(string span)
    {
        // All that is in force in the data ends in 2099.
        var century = Run($"Find-CsClientCertificate -ExpiringWithin {span}").Clean();

        Assert.NotEmpty(century.Output);
        Assert.All(century.Output, item => Assert.True((DateTime)item!.Properties["ExpirationTime"].Value > DateTime.Now));
        Assert.Equal(
            Run("Find-CsClientCertificate | Where-Object { $_.ExpirationTime -gt [datetime]::Now }").Clean().Output.Count, century.Output.Count);
    }

    [Fact]
    public void Revoked_ones_are_left_out_unless_asked_for()
    {
        Run("Revoke-CsClientCertificate 'Ken Myer'").Clean();

        Assert.Equal(43, Run("Find-CsClientCertificate").Clean().Output.Count);
        Assert.Equal(47, Run("Find-CsClientCertificate -IncludeRevoked").Clean().Output.Count);
        Assert.Empty(Run("Find-CsClientCertificate -DeviceId 5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a01").Clean().Output);
    }

    [Fact]
    public void Nothing_found_is_no_error() =>
        Assert.Empty(Run("Find-CsClientCertificate -Thumbprint 0000000000000000000000000000000000000000").Clean().Output);

    [Fact]
    public void It_stops_when_the_pipeline_does() =>
        Assert.Single(Run("Find-CsClientCertificate | Select-Object -First 1").Clean().Output);
}
