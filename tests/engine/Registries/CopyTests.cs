using System.Text.Json;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Registries;

/// <summary>Copy-CsCertificateRegistry into a file.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class CopyTests : LitwareTest
{
    [Fact]
    public void It_says_what_was_copied_and_the_copy_is_a_registry()
    {
        var before = Run("Get-CsCertificateRegistry").Clean();

        var copied = Run("Copy-CsCertificateRegistry $Folder/copy.db").Clean();

        Assert.Equal([Registry], copied.Each("Source"));
        Assert.Equal([Folder["copy.db"]], copied.Each("Destination"));
        Assert.Equal(before.Each("UserCount"), copied.Each("UserCount"));
        Assert.Equal(before.Each("CertificateCount"), copied.Each("CertificateCount"));
        // The session goes on with the source.
        Assert.Equal(before.Each("AuditHead"), Run("Get-CsCertificateRegistry").Clean().Each("AuditHead"));
        var copy = Session.Set("Head", before.Each("AuditHead")[0]).Run("Connect-CsCertificateRegistry $Folder/copy.db; Get-CsCertificateRegistry -Check -ExpectedHead $Head").Clean();
        Assert.Equal(["True"], copy.Each("Healthy"));
        Assert.Equal(copied.Each("AuditHead"), copy.Each("AuditHead"));
        Assert.Equal(copied.Each("AuditEntryCount"), copy.Each("AuditEntryCount"));
        var entry = Run("Get-CsCertificateAudit -Action Copy").Clean();
        Assert.Equal(["Copy-CsCertificateRegistry"], entry.Each("Command"));
        using var detail = JsonDocument.Parse(Assert.Single(entry.Each("Detail"))!);
        Assert.Equal(Registry, detail.RootElement.GetProperty("from").GetString());
    }

    [Fact]
    public void A_user_of_the_one_is_not_taken_for_a_user_of_the_other_by_number()
    {
        const string entry = "dn: CN={0},DC=litwareinc,DC=com\nobjectClass: user\nsAMAccountName: {0}\nmsRTCSIP-PrimaryUserAddress: sip:{0}@litwareinc.com\n\n";
        Session.Set("One", string.Format(null, entry, "one")).Set("Other", string.Format(null, entry, "other"));
        Run("$null = Copy-CsCertificateRegistry $Folder/copy.db; $null = $One -split '\n' | Import-CsUser; $user = Get-CsUser sip:one@litwareinc.com").Clean();

        // It gets the same number there.
        Run("Connect-CsCertificateRegistry $Folder/copy.db; $null = $Other -split '\n' | Import-CsUser").Clean();

        Assert.StartsWith("ManagementObjectNotFound,", Run("$user | Get-CsClientCertificate").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void What_if_makes_nothing()
    {
        var reply = Run("Copy-CsCertificateRegistry $Folder/copy.db -WhatIf").Clean();

        Assert.Empty(reply.Output);
        Assert.Contains("copy.db", reply.Text);
        Assert.False(File.Exists(Folder["copy.db"]));
    }

    [Fact]
    public void A_registry_that_is_there_is_left_alone()
    {
        Run("$null = Backup-CsCertificateRegistry $Folder/copy.db").Clean();

        var refused = Run("Copy-CsCertificateRegistry $Folder/copy.db").Error;

        Assert.StartsWith("RegistryUnavailable,", refused.FullyQualifiedErrorId);
        Assert.Contains("is not empty", refused.ToString());
    }

    [Theory]
    [InlineData("postgresql://user:secret@localhost/x", "-DestinationConnectionString")]
    [InlineData("-DestinationConnectionString /registry.db", "-Destination.")]
    public void A_place_of_the_other_kind_is_refused_with_its_parameter(string arguments, string named)
    {
        var refused = Run($"Copy-CsCertificateRegistry {arguments}").Error;

        Assert.StartsWith("RegistryUnavailable,", refused.FullyQualifiedErrorId);
        Assert.Contains(named, refused.ToString());
        Assert.DoesNotContain("secret", refused.ToString());
    }
}
