using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Documented;

/// <summary>What comes out is what the one public sample of the real command shows.</summary>
public sealed class OutputTests : LitwareTest
{
    private const string TypeName = "Microsoft.Rtc.Management.UserPinService.CertInfoDetails";

    [Fact]
    public void It_is_of_the_documented_type()
    {
        var certificate = Assert.Single(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output)!;

        Assert.Equal(TypeName, certificate.TypeNames[0]);
        Assert.Equal(TypeName, certificate.BaseObject.GetType().FullName);
        Assert.True(certificate.BaseObject.GetType().IsSealed);
    }

    [Fact]
    public void Its_first_five_properties_are_the_sample_s_in_their_order()
    {
        var certificate = Assert.Single(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output)!;

        Assert.Equal(
            ["Identity", "CertificateType", "DeviceId", "PublicationTime", "ExpirationTime"],
            certificate.Properties.Select(property => property.Name).Take(5));
        Assert.Equal("sip:steve.bush@litwareinc.com", certificate.Properties["Identity"].Value);
        Assert.Equal("OcsSigned", certificate.Properties["CertificateType"].Value);
        Assert.Equal("{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}", certificate.Properties["DeviceId"].Value);
    }

    [Fact]
    public void Its_default_view_is_the_sample_s()
    {
        using var british = NewSession(culture: "en-GB");
        string Local(int year, int month, int day, int hour, int minute, int second) =>
            new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).ToLocalTime().ToString("dd/MM/yyyy HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(
            $$"""

            Identity        : sip:steve.bush@litwareinc.com
            CertificateType : OcsSigned
            DeviceId        : {18e7332f-d993-5a46-9bf5-07b7f8cc70fa}
            PublicationTime : {{Local(2017, 5, 31, 14, 24, 41)}}
            ExpirationTime  : {{Local(2017, 11, 27, 14, 9, 38)}}


            """,
            british.Show("Get-CsClientCertificate -Identity steve.bush@litwareinc.com"));
    }

    [Fact]
    public void Its_times_are_local_dates()
    {
        var certificate = Assert.Single(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output)!;

        foreach (var (name, utc) in new[]
        {
            ("PublicationTime", new DateTime(2017, 5, 31, 14, 24, 41, DateTimeKind.Utc)),
            ("ExpirationTime", new DateTime(2017, 11, 27, 14, 9, 38, DateTimeKind.Utc)),
        })
        {
            var time = Assert.IsType<DateTime>(certificate.Properties[name].Value);
            Assert.Equal(DateTimeKind.Local, time.Kind);
            Assert.Equal(utc, time.ToUniversalTime());
        }
    }

    [Fact]
    public void The_further_properties_agree_with_the_certificate_itself()
    {
        var reply = Run("""
            foreach ($row in Get-CsClientCertificate 'Ken Myer') {
                $own = $row.GetCertificate()
                $row.Thumbprint -ceq $own.Thumbprint
                $row.SerialNumber -ceq $own.SerialNumber
                $row.ExpirationTime -eq $own.NotAfter
                $row.NotBefore -eq $own.NotBefore
                -not $own.HasPrivateKey
                $own.Dispose()
            }
            """);

        Assert.Equal(4 * 5, reply.All<bool>().Count);
        Assert.All(reply.All<bool>(), Assert.True);
    }

    [Fact]
    public void They_are_there_for_those_who_ask_but_not_for_revocation()
    {
        var certificate = Assert.Single(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output)!;

        Assert.Equal("cn=Steve Bush,ou=IT,dc=litwareinc,dc=com", certificate.Properties["DistinguishedName"].Value);
        Assert.Equal("CN=Communications Server", certificate.Properties["Issuer"].Value);
        Assert.Null(certificate.Properties["RevocationTime"].Value);
        Assert.Contains("Thumbprint", Show("Get-CsClientCertificate 'Steve Bush' | Format-List *"));
    }

    [Fact]
    public void A_certificate_without_a_device_has_an_empty_one() =>
        Assert.Equal([""], Run("Get-CsClientCertificate 'amy.alberts@litwareinc.com'").Clean().Each("DeviceId"));

    [Fact]
    public void Certificates_of_one_user_come_in_the_order_of_publication()
    {
        var times = Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Select(item => (DateTime)item!.Properties["PublicationTime"].Value);

        Assert.Equal(times.Order(), times);
    }
}
