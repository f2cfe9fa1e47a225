using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Registries;

/// <summary>Every runspace has a registry of its own.</summary>
public sealed class RunspaceTests : LitwareTest
{
    [Fact]
    public void Two_sessions_have_two_registries()
    {
        using var other = NewSession();
        other.Run("Connect-CsCertificateRegistry $Folder/other.db; $null = Import-CsUser $Data/exports/version1.ldif").Clean();

        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
        Assert.StartsWith("ManagementObjectNotFound,", other.Run("Get-CsClientCertificate 'Ken Myer'").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void In_parallel_each_has_its_own()
    {
        var reply = Session.Set("manifest", Places.Manifest).Run("""
            1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:manifest
                Connect-CsCertificateRegistry -Path "$using:Folder/$_.db"
                $number = $_
                $null = 1..$number | ForEach-Object { @{ DistinguishedName = "CN=User $_,DC=litwareinc,DC=com"; SipAddress = "sip:user$_@litwareinc.com" } } | Import-CsUser
                "$number $((Get-CsUser).Count) $((Get-CsCertificateRegistry).Location)"
            }
            """).Clean();

        Assert.Equal(
            Enumerable.Range(1, 8).Select(number => $"{number} {number} {Folder[$"{number}.db"]}"),
            reply.All<string>().Order());
    }

    [Fact]
    public void In_parallel_all_may_use_the_same()
    {
        var reply = Session.Set("manifest", Places.Manifest).Run("""
            1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:manifest
                Connect-CsCertificateRegistry -Path $using:Registry
                1..5 | ForEach-Object {
                    Publish-CsClientCertificate "$using:Data/certificates-refused/t61-string.cer", "$using:Data/certificates-refused/names-pilar.cer"
                    (Get-CsClientCertificate 'Steve Bush').Count
                }
            }
            """).Clean();

        Assert.Equal(Enumerable.Repeat(1, 40), reply.All<int>());
        Assert.Equal(5, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
        Assert.Equal(["True"], Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
    }

    [Fact]
    public void A_user_of_another_registry_is_found_by_its_objectGUID()
    {
        using var other = NewSession();
        other.Run("Connect-CsCertificateRegistry $Folder/other.db; $null = Import-CsUser $Data/exports/version1.ldif; $null = Import-CsUser $Data/directory.ldif").Clean();
        var users = other.Run("Get-CsUser").Clean().Output;

        var found = Session.Set("users", users).Run("$users | ForEach-Object { (Get-CsUser -Identity $_).Identity -eq $_.Identity }").All<bool>();

        Assert.Equal(50, found.Count);
        Assert.DoesNotContain(false, found);
    }
}
