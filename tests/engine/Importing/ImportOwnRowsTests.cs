using System.Globalization;
using System.Management.Automation;
using System.Text;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Importing;

/// <summary>What Get-CsUser emits comes back whole, through whatever it went.</summary>
public sealed class ImportOwnRowsTests : ModuleTest
{
    /// <summary>A pool whose name is not that of its object, times, option flags, several values, bytes.</summary>
    private const string More =
        "dn: CN=1:1,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=litwareinc,DC=com\ncn: 1:1\ndNSHostName: pool9.litwareinc.com\n\n"
        + "dn: CN=Ada Lind,OU=Staff,DC=litwareinc,DC=com\nobjectClass: top\nobjectClass: user\nobjectGUID:: yI8KDcMo/wABAgMEBQYHCA==\n"
        + "displayName: Ada Lind\nsAMAccountName: alind\nuserPrincipalName: alind@litwareinc.com\nuserAccountControl: 514\n"
        + "msRTCSIP-PrimaryUserAddress: sip:alind@litwareinc.com\nmsRTCSIP-UserEnabled: TRUE\nmsRTCSIP-OptionFlags: 385\n"
        + "msRTCSIP-PrimaryHomeServer: CN=Lc Services,CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=litwareinc,DC=com\n"
        + "whenCreated: 20170612083000.0Z\nwhenChanged: 20180211144400.0Z\nproxyAddresses: SMTP:alind@litwareinc.com\nproxyAddresses: sip:alind@litwareinc.com\n"
        + "thumbnailPhoto:: AAEC/w==\nmsRTCSIP-DeploymentLocator: SRV:\nmsRTCSIP-FederationEnabled: TRUE\nmsRTCSIP-InternetAccessEnabled: FALSE\n"
        + "msRTCSIP-PrivateLine: tel:+4699\nmsRTCSIP-LineServer: sip:rcc@litwareinc.com\nmsExchUCVoiceMailSettings: ExchangeHostedVoiceMail=1\n"
        + "msExchUMEnabledFlags: 831\nmsRTCSIP-TargetHomeServer: CN=Lc Services,CN=Microsoft,CN=1:2,CN=Pools,CN=RTC Service,CN=Services\n"
        + "msRTCSIP-TenantId:: LzPnGJPZRlqb9Qe3+Mxw+g==\nmsRTCSIP-UserRoutingGroupId:: yI8KDcMo/wABAgMEBQYHCA==\nmail: alind@litwareinc.com\n"
        + "objectSid:: AQUAAAAAAAUVAAAA0/gIkhVnggoFq9EJ9AEAAA==\nobjectCategory: CN=Person,CN=Schema,CN=Configuration,DC=litwareinc,DC=com\n\n";

    private static readonly string[] Shown =
    [
        "Identity", "SipAddress", "RegistrarPool", "HomeServer", "Enabled", "EnterpriseVoiceEnabled", "LineURI", "DisplayName", "SamAccountName",
        "UserPrincipalName", "DistinguishedName", "Name", "FirstName", "LastName", "Department", "Title", "UserAccountControl", "ObjectId", "Guid",
        "WhenCreated", "WhenChanged", "HostingProvider", "EnabledForFederation", "EnabledForInternetAccess", "PublicNetworkEnabled",
        "RemoteCallControlTelephonyEnabled", "EnabledForRichPresence", "IPPBXSoftPhoneRoutingEnabled", "AudioVideoDisabled", "PrivateLine",
        "LineServerURI", "HostedVoiceMail", "ExUmEnabled", "TargetServerIfMoving", "TenantId", "UserRoutingGroupId", "Sid", "OriginatorSid",
        "WindowsEmailAddress", "ObjectCategory",
    ];

    public ImportOwnRowsTests()
    {
        Folder.Write("more.ldif", More);
        Run("$null = Import-CsUser $Data/directory.ldif, $Folder/more.ldif -WarningAction Ignore").Clean();
    }

    /// <summary>As Export-Csv writes it, and Import-Csv reads it back.</summary>
    private static PSObject Csv(PSObject user)
    {
        var row = new PSObject();
        foreach (var property in user.Properties)
        {
            row.Properties.Add(new PSNoteProperty(property.Name, property.Value?.ToString() ?? ""));
        }

        return row;
    }

    /// <summary>As ConvertTo-Json -Depth 5 writes it, and ConvertFrom-Json reads it back.</summary>
    private static PSObject Json(PSObject user)
    {
        var row = new PSObject();
        foreach (var property in user.Properties)
        {
            row.Properties.Add(new PSNoteProperty(property.Name, property.Value switch
            {
                IReadOnlyDictionary<string, object> attributes => Bag(attributes),
                Enum number => (object)Convert.ToInt64(number, CultureInfo.InvariantCulture),
                Guid guid => guid.ToString(),
                _ => property.Value,
            }));
        }

        return row;
    }

    private static PSObject Bag(IReadOnlyDictionary<string, object> attributes)
    {
        var bag = new PSObject();
        foreach (var (name, value) in attributes)
        {
            bag.Properties.Add(new PSNoteProperty(name, value switch
            {
                byte[] bytes => bytes.Select(number => (object)(long)number).ToArray(),
                string[] texts => texts.Cast<object>().ToArray(),
                _ => value,
            }));
        }

        return bag;
    }

    /// <summary>As ConvertTo-Json writes several: what lies deeper is cut down to text.</summary>
    private static PSObject ShallowJson(PSObject user)
    {
        var row = Json(user);
        var bag = (PSObject)row.Properties["Attributes"].Value;
        foreach (var property in bag.Properties)
        {
            property.Value = property.Value is object[] values ? string.Join(" ", values) : property.Value;
        }

        return row;
    }

    private static PSObject Clixml(PSObject user) => (PSObject)PSSerializer.Deserialize(PSSerializer.Serialize(user, 2));

    private static PSObject Through(string form, PSObject user) => form switch
    {
        "CSV" => Csv(user),
        "JSON" => Json(user),
        "shallow JSON" => ShallowJson(user),
        "CliXml" => Clixml(user),
        _ => user,
    };

    [Theory]
    [InlineData("CSV", "en-US")]
    [InlineData("CSV", "de-DE")]
    [InlineData("CSV", "")]
    [InlineData("JSON", "en-US")]
    [InlineData("shallow JSON", "en-US")]
    [InlineData("CliXml", "en-US")]
    [InlineData("live", "en-US")]
    public void Into_the_same_registry_nothing_changes_and_into_a_new_one_everything_comes(string form, string culture)
    {
        var before = CultureInfo.CurrentCulture;
        PSObject[] rows;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            rows = [.. Run("Get-CsUser").Clean().Output.Select(user => Through(form, user!))];
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Session.Set("rows", rows).Set("culture", culture);
        const string import = "[CultureInfo]::CurrentCulture = [CultureInfo]::GetCultureInfo($culture); $rows | Import-CsUser";

        var same = Run(import).Clean();
        Assert.Equal([$"{rows.Length}"], same.Each("Unchanged"));
        Assert.Empty(same.Warnings);

        var old = Values();
        var fresh = Run("Connect-CsCertificateRegistry $Folder/fresh.db; " + import).Clean();
        Assert.Equal([$"{rows.Length}"], fresh.Each("Added"));
        Assert.Empty(fresh.Warnings);
        Assert.Equal(old, Values());
        if (form is "JSON" or "CliXml" or "live")
        {
            Assert.Equal("4 2", Run("$a = (Get-CsUser 'Ada Lind').Attributes; \"$($a.thumbnailPhoto.Length) $($a.proxyAddresses.Count)\"").Clean().Output[0]!.ToString());
        }
    }

    private List<string> Values() => [.. Run("Get-CsUser").Clean().Output
        .Select(user => string.Join("|", Shown.Select(name => $"{name}={user!.Properties[name].Value}")))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void A_row_of_another_tool_has_its_pool_and_what_cannot_be_read_is_left_and_counted()
    {
        Run("$null = [pscustomobject]@{ Identity = 'CN=X,DC=x'; SipAddress = 'sip:x@x'; RegistrarPool = 'pool1.x'; WhenCreated = '2018-01-02T03:04:05Z' } | Import-CsUser").Clean();
        Assert.Equal(["pool1.x"], Run("Get-CsUser x@x").Clean().Each("RegistrarPool"));

        var reply = Run(
            "1..3 | ForEach-Object { [pscustomobject]@{ Identity = 'CN=X,DC=x'; RegistrarPool = 'pool2.x'; WhenCreated = 'yesterday, or so' } } | Import-CsUser");

        Assert.Contains("1 of whenCreated", Assert.Single(reply.Clean().Warnings));
        var user = Assert.Single(Run("Get-CsUser x@x").Clean().Output)!;
        Assert.Equal("pool2.x", user.Properties["RegistrarPool"].Value);
        Assert.Equal(new DateTime(2018, 1, 2, 3, 4, 5, DateTimeKind.Utc), ((DateTime)user.Properties["WhenCreated"].Value).ToUniversalTime());
        Run("$null = [pscustomobject]@{ Identity = 'CN=X,DC=x'; RegistrarPool = '' } | Import-CsUser").Clean();
        Assert.Equal([null], Run("Get-CsUser x@x").Clean().Each("RegistrarPool"));
    }
}
