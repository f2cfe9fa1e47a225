namespace CsClientCertificate.Bench.Data;

/// <summary>One generated user. The same index is the same user in every registry.</summary>
internal sealed class Person
{
    /// <summary>How many there can be: every pair of given name and surname once.</summary>
    public const int Most = Names.GivenCount * Names.SurnameCount;

    public const string Domain = "litwareinc.com";
    public const string NetBios = "LITWAREINC";
    public const int CertificateCount = 3;

    private const int Pools = 4;
    // One in so many has a SIP address but no pool, as Example 4 expects.
    private const int WithoutPool = 100;

    public Person(int index)
    {
        Index = index;
        // An odd factor visits every pair once, and neighbours of an export do not share a name.
        var place = (int)((index * 387_420_489L + 12_345) % Most);
        (Given, Surname) = index == 0
            ? ("Ken", "Myer")
            : (Names.Given(place % Names.GivenCount), Names.Surname(place / Names.GivenCount));
        DisplayName = Given + " " + Surname;
        var address = (Given + "." + Surname).ToLowerInvariant() + "@" + Domain;
        SipAddress = "sip:" + address;
        SamAccountName = (Given[..2] + Surname[..3]).ToLowerInvariant() + index.ToString("D7");
        UserPrincipalName = SamAccountName + "@" + Domain;
        Department = Names.Department(index % 23);
        Title = Names.Title(index % 17);
        DistinguishedName = $"CN={DisplayName},OU={Department},OU={Names.City(index % 11)},OU=Users,DC=litwareinc,DC=com";
        LineUri = "tel:+1425" + (1_000_000 + index).ToString("D7");
        Pool = index % WithoutPool == 1 ? null : $"pool{index % Pools:D2}.{Domain}";
        HomeServer = Pool is null
            ? null
            : $"CN=LC Services,CN=Microsoft,CN={Pool},CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=litwareinc,DC=com";
    }

    /// <summary>The SIP addresses of users that follow each other.</summary>
    public static string[] SipAddresses(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(index => new Person(index).SipAddress)];

    public int Index { get; }
    public string Given { get; }
    public string Surname { get; }
    public string DisplayName { get; }
    public string SipAddress { get; }
    public string SamAccountName { get; }
    public string UserPrincipalName { get; }
    public string DistinguishedName { get; }
    public string Department { get; }
    public string Title { get; }
    public string LineUri { get; }
    public string? Pool { get; }
    public string? HomeServer { get; }

    public string Logon => NetBios + "\\" + SamAccountName;
    public int UserAccountControl => Index % 50 == 2 ? 514 : 512;

    public DateTime WhenCreated => new DateTime(2009, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(Index * 400L);
    public DateTime WhenChanged => WhenCreated.AddDays(300);

    public Guid ObjectGuid
    {
        get
        {
            var bytes = new byte[16];
            new Noise(Index, 1).Fill(bytes);
            return new Guid(bytes);
        }
    }

    public GeneratedCertificate Certificate(int number) => new(this, number);
}
