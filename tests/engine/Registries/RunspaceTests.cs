using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Registries;

/// <summary>Every runspace has a registry of its own.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
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

    /// <summary>In a process of its own, where no other test has a runspace.</summary>
    [Fact]
    public void A_change_elsewhere_than_another_runspace_chose_is_warned_of_once()
    {
        Litware.WriteTo(Folder["chosen.db"]);
        var reply = ChildEngine.Run(
            ChildEngine.Import + """
            $chosen = $args[0]; $manifest = $args[1]
            $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
            $runspace.Open()
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            $null = $shell.AddScript('param($manifest, $chosen) Import-Module $manifest; Connect-CsCertificateRegistry $chosen').AddArgument($manifest).AddArgument($chosen).Invoke()

            'Steve Bush', 'Ken Myer' | Revoke-CsClientCertificate -WarningVariable warned -WarningAction SilentlyContinue
            "revoke: $warned"
            $null = @{ DistinguishedName = 'cn=X,dc=litwareinc,dc=com' } | Import-CsUser -WarningVariable warned -WarningAction SilentlyContinue
            "import: $($warned.Count)"
            $null = Get-CsClientCertificate 'Ken Myer' -WarningVariable warned
            "get: $($warned.Count)"
            Connect-CsCertificateRegistry $env:CS_CERTIFICATE_REGISTRY
            Revoke-CsClientCertificate 'Ken Myer' -WarningVariable warned
            "connected: $($warned.Count)"
            1 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                Revoke-CsClientCertificate 'Ken Myer' -WarningVariable warned -WarningAction SilentlyContinue
                "parallel: $($warned -like "*$using:chosen*")"
            }
            $runspace.Close()
            1 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                Revoke-CsClientCertificate 'Ken Myer' -WarningVariable warned
                "same or closed: $($warned.Count)"
            }
            """,
            [Folder["chosen.db"], Places.Manifest], new Dictionary<string, string?> { ["CS_CERTIFICATE_REGISTRY"] = Registry });

        var warning = $"Revoke-CsClientCertificate works on \"{Registry}\" (from the environment variable CS_CERTIFICATE_REGISTRY), not on \"{Folder["chosen.db"]}\": "
            + "Connect-CsCertificateRegistry chose that in another runspace of this process, and each runspace has its own. Use it in this one as well, for instance inside ForEach-Object -Parallel.";
        Assert.Equal(
            [$"revoke: {warning}", "import: 1", "get: 0", "connected: 0", $"parallel: {warning}", "same or closed: 0"],
            reply.Lines());
        Assert.Empty(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output);
    }
}
