using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Importing;

/// <summary>Objects of other tools come in by the names of their attributes, or friendly ones.</summary>
public sealed class ImportObjectTests : ModuleTest
{
    private const string Pool = "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=litwareinc,DC=com";
    private static readonly Guid Key = new("5294f964-5682-4123-9555-2d8c16dfa8a0");

    /// <summary>Stands for Microsoft.ActiveDirectory.Management.ADPropertyValueCollection and its like.</summary>
    private sealed class ValueCollection(params object[] values) : System.Collections.CollectionBase
    {
        public ValueCollection Fill()
        {
            foreach (var value in values)
            {
                List.Add(value);
            }

            return this;
        }
    }

    [Fact]
    public void Objects_as_Get_ADUser_makes_them_come_in_whole()
    {
        var user = new PSObject();
        foreach (var (name, value) in new (string, object?)[]
        {
            ("DistinguishedName", "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com"), ("Enabled", false), ("GivenName", "Ken"), ("Surname", "Myer"),
            ("Name", "Ken Myer"), ("ObjectClass", "user"), ("ObjectGUID", Key), ("SamAccountName", "kenmyer"),
            ("SID", new SecurityIdentifierLike("S-1-5-21-1-2-3-1101")), ("UserPrincipalName", "kenmyer@litwareinc.com"), ("DisplayName", "Ken Myer"),
            ("msRTCSIP-PrimaryUserAddress", "sip:ken.myer@litwareinc.com"), ("msRTCSIP-PrimaryHomeServer", Pool), ("msRTCSIP-UserEnabled", true),
            ("proxyAddresses", new ValueCollection("SMTP:kenmyer@litwareinc.com", "sip:ken.myer@litwareinc.com").Fill()),
            ("userAccountControl", 514), ("whenCreated", new DateTime(2018, 1, 2, 3, 4, 5, DateTimeKind.Utc)), ("Title", "Accountant"),
            ("PropertyNames", new[] { "DistinguishedName" }), ("AddedProperties", Array.Empty<string>()), ("PropertyCount", 17),
            ("userCertificate", new ValueCollection().Fill()), ("nTSecurityDescriptor", new object()), ("PSPath", "AD:\\CN=Ken Myer"),
            ("RunspaceId", Key),
        })
        {
            user.Properties.Add(new PSNoteProperty(name, value));
        }

        user.TypeNames.Insert(0, "Microsoft.ActiveDirectory.Management.ADUser");
        Session.Set("ad", user).Run("$ad | Import-CsUser").Clean();

        var stored = Assert.Single(Run("Get-CsUser 'Ken Myer'").Clean().Output)!;
        Assert.Equal(Key, stored.Properties["Guid"].Value);
        var attributes = (System.Collections.IDictionary)stored.Properties["Attributes"].Value;
        Assert.All(new[] { "PropertyNames", "PropertyCount", "nTSecurityDescriptor", "PSPath", "RunspaceId" }, name => Assert.False(attributes.Contains(name), name));
        Assert.Equal("pool01.litwareinc.com", stored.Properties["RegistrarPool"].Value);
        Assert.Equal("Ken", stored.Properties["FirstName"].Value);
        Assert.Equal("Myer", stored.Properties["LastName"].Value);
        Assert.Equal("Accountant", stored.Properties["Title"].Value);
        Assert.Equal(true, stored.Properties["Enabled"].Value);
        Assert.Contains("AccountDisabled", stored.Properties["UserAccountControl"].Value.ToString());
        Assert.Equal(new DateTime(2018, 1, 2, 3, 4, 5, DateTimeKind.Utc), ((DateTime)stored.Properties["WhenCreated"].Value).ToUniversalTime());
    }

    /// <summary>A SecurityIdentifier as far as this goes: its text is the SID.</summary>
    private sealed class SecurityIdentifierLike(string sid)
    {
        public override string ToString() => sid;
    }

    [Fact]
    public void The_key_is_the_same_from_bytes_a_Guid_and_text()
    {
        Folder.Write("export.ldif", $"dn: CN=Ken Myer,DC=litwareinc,DC=com\nobjectClass: user\nobjectGUID:: {Convert.ToBase64String(Key.ToByteArray())}\nmsRTCSIP-PrimaryUserAddress: sip:ken.myer@litwareinc.com\n");
        Run("Import-CsUser $Folder/export.ldif").Clean();

        foreach (var guid in new object[] { Key, Key.ToString(), Key.ToString("B").ToUpperInvariant(), Key.ToByteArray() })
        {
            var summary = Session.Set("guid", guid).Run("@{ ObjectGUID = $guid; DistinguishedName = \"CN=Ken $($guid.GetType().Name) $($guid.Length),DC=litwareinc,DC=com\" } | Import-CsUser");
            Assert.Equal(["0"], summary.Clean().Each("Added"));
            Assert.Equal(["1"], summary.Each("Updated"));
        }

        Assert.Single(Run("Get-CsUser").Clean().Output);
    }

    [Fact]
    public void A_property_that_is_absent_is_left_and_one_without_a_value_is_cleared()
    {
        const string name = "DistinguishedName = 'CN=Ken Myer,DC=litwareinc,DC=com'";
        Run($"@{{ {name}; SipAddress = 'sip:ken.myer@litwareinc.com'; Title = 'Accountant'; Department = 'Finance' }} | Import-CsUser").Clean();

        Run($"[pscustomobject]@{{ {name}; Title = $null }} | Import-CsUser").Clean();

        Assert.Equal([null], Run("Get-CsUser").Clean().Each("Title"));
        Assert.Equal(["Finance"], Run("Get-CsUser").Clean().Each("Department"));
        Run($"[pscustomobject]@{{ {name}; Department = '' }} | Import-CsUser").Clean();
        Assert.Equal([null], Run("Get-CsUser").Clean().Each("Department"));
    }

    [Fact]
    public void Rows_of_a_CSV_file_come_in()
    {
        Folder.Write(
            "users.csv",
            $"""
            DistinguishedName,DisplayName,SipAddress,UserPrincipalName,proxyAddresses,Enabled
            "CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com",Ken Myer,sip:ken.myer@litwareinc.com,kenmyer@litwareinc.com,Microsoft.ActiveDirectory.Management.ADPropertyValueCollection,True
            "CN=Pilar Pinilla,OU=Sales,DC=litwareinc,DC=com",Pilar Pinilla,sip:pilar.pinilla@litwareinc.com,,System.String[],False

            """);

        Assert.Equal(["2"], Run("Import-Csv $Folder/users.csv | Import-CsUser").Clean().Each("Added"));

        Assert.Equal(["True", "False"], Run("Get-CsUser").Clean().Each("Enabled"));
        Assert.Equal(["kenmyer@litwareinc.com", null], Run("Get-CsUser").Clean().Each("UserPrincipalName"));
    }

    [Theory]
    [InlineData("@{ distinguishedName = $dn; 'msRTCSIP-PrimaryUserAddress' = $sip }")]
    [InlineData("[ordered]@{ DISTINGUISHEDNAME = $dn; sipAddress = $sip }")]
    [InlineData("[pscustomobject]@{ DistinguishedName = $dn; SipAddress = $sip }")]
    [InlineData("[pscustomobject]@{ Properties = @{ distinguishedname = @($dn); 'msrtcsip-primaryuseraddress' = @($sip) }; Path = 'LDAP://x' }")]
    [InlineData("[pscustomobject]@{ DistinguishedName = $dn; Attributes = @{ 'msRTCSIP-PrimaryUserAddress' = @($sip) } }")]
    [InlineData("[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize([pscustomobject]@{ DistinguishedName = $dn; SipAddress = $sip }))")]
    public void Shapes_of_other_tools_are_understood(string item)
    {
        Session.Set("dn", "CN=Ken Myer,DC=litwareinc,DC=com").Set("sip", "sip:ken.myer@litwareinc.com").Run($"{item} | Import-CsUser").Clean();

        Assert.Equal(["sip:ken.myer@litwareinc.com"], Run("Get-CsUser").Clean().Each("SipAddress"));
    }

    [Fact]
    public void Users_of_one_registry_go_into_another()
    {
        Run("$null = Import-CsUser $Data/directory.ldif; $users = Get-CsUser; Connect-CsCertificateRegistry $Folder/copy.db; $null = $users | Import-CsUser -NetBiosName @{ 'emea.litwareinc.com' = 'EUROPE' }").Clean();

        Assert.Equal(50, Run("Get-CsUser").Clean().Output.Count);
        Assert.Equal("True", Assert.Single(Run("$old = $users | Where-Object Name -eq 'Ken Myer'; $new = Get-CsUser 'Ken Myer'; $old.Guid -eq $new.Guid -and $old.RegistrarPool -eq $new.RegistrarPool -and $old.LineURI -eq $new.LineURI").Clean().Output)!.ToString());
    }

    [Fact]
    public void An_object_that_says_not_who_it_is_is_reported_by_its_number_and_the_rest_goes_in()
    {
        var reply = Run("@{ DistinguishedName = 'CN=A,DC=x' }, @{ Title = 'Nobody' }, @{ DistinguishedName = 'CN=B,DC=x' } | Import-CsUser");

        Assert.Equal(["2"], reply.Each("Added"));
        Assert.StartsWith("InvalidDirectoryEntry,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains("2", reply.Error.Exception.Message);
    }

    [Fact]
    public void Prune_looks_at_all_of_the_pipeline_at_once()
    {
        Run("'A', 'B', 'C' | ForEach-Object { @{ DistinguishedName = \"CN=$_,DC=x\"; SipAddress = \"sip:$_@x\" } } | Import-CsUser").Clean();

        var summary = Run("'A', 'C' | ForEach-Object { @{ DistinguishedName = \"CN=$_,DC=x\" } } | Import-CsUser -Prune").Clean();

        Assert.Equal(["1"], summary.Each("Removed"));
        Assert.Equal(["sip:A@x", "sip:C@x"], Run("Get-CsUser").Clean().Each("SipAddress"));
    }
}
