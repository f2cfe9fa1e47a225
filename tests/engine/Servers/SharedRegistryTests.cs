namespace CsClientCertificate.Tests.Servers;

/// <summary>A registry on a server, from nothing to the audit log, by several administrators.</summary>
public sealed class SharedRegistryTests : ServerTest
{
    [Fact]
    public void What_one_revokes_another_no_longer_gets_and_a_reader_revokes_nothing()
    {
        InstallFilled();
        var (first, second, reader) = (Connected("cscert_engine_all"), Connected("cscert_engine_reader"), Connected("cscert_engine_reader"));
        Assert.Equal(4, second.Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);

        var refused = reader.Run("Revoke-CsClientCertificate 'Ken Myer' -Force");
        Assert.StartsWith("AccessDenied,", refused.Error.FullyQualifiedErrorId);
        Assert.Contains("cscert_revoker", refused.Error.ToString());
        Assert.Equal(4, second.Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);

        first.Run("Revoke-CsClientCertificate 'Ken Myer' -Reason KeyCompromise -Force").Clean();

        Assert.Empty(second.Run("Get-CsClientCertificate 'Ken Myer' | Where-Object { -not $_.RevocationTime }").Clean().Output);
        var entry = first.Run("(Get-CsCertificateAudit)[-1]").Clean();
        Assert.Equal(["Revoke"], entry.Each("Action"));
        Assert.Equal(["cscert_engine_all"], entry.Each("Account"));
        Assert.Equal(["Revoked"], first.Run("Test-CsClientCertificate $Data/certificates/kenmyer-laptop.cer").Clean().Each("Status"));
        Assert.Equal(["True"], first.Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
    }

    [Fact]
    public void What_is_on_hold_comes_back_and_a_reader_brings_nothing_back()
    {
        Install();
        var (first, reader) = (Connected("cscert_engine_all"), Connected("cscert_engine_reader"));
        Fill(first);
        first.Run("Revoke-CsClientCertificate 'Ken Myer' -Reason CertificateHold; Revoke-CsClientCertificate 'Steve Bush'").Clean();

        var refused = reader.Run("Restore-CsClientCertificate 'Ken Myer' -Confirm:$false");
        Assert.StartsWith("AccessDenied,", refused.Error.FullyQualifiedErrorId);
        Assert.Contains("cscert_revoker", refused.Error.ToString());

        var restored = first.Run("'Ken Myer' | Restore-CsClientCertificate -Confirm:$false; Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime | Restore-CsClientCertificate -Confirm:$false");
        Assert.StartsWith("CertificateRevoked,", restored.Error.FullyQualifiedErrorId);
        Assert.Equal(4, reader.Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
        Assert.Equal(["Succeeded", "Refused"], first.Run("Get-CsCertificateAudit -Action Restore").Clean().Each("Outcome"));
        Assert.Equal(["True"], first.Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
    }

    [Fact]
    public void It_holds_what_a_file_holds()
    {
        InstallFilled();
        var (there, here) = (Connected("cscert_engine_all"), NewSession());
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(here);

        foreach (var listing in new[] { "Get-CsUser", "Find-CsClientCertificate", "Get-CsUser | Get-CsClientCertificate -ErrorAction Ignore" })
        {
            var shown = $"{listing} | Format-List * | Out-String -Width 1000";
            Assert.Equal(here.Run(shown).Each("Length"), there.Run(shown).Each("Length"));
            Assert.Equal(here.Show(listing), there.Show(listing));
        }
    }

    [Fact]
    public void It_says_which_roles_the_account_has()
    {
        Install();
        var registry = Connected("cscert_engine_all").Run("Get-CsCertificateRegistry").Clean();

        Assert.Equal(
            ["cscert_auditor", "cscert_importer", "cscert_publisher", "cscert_reader", "cscert_revoker"],
            Assert.IsType<IReadOnlyList<string>>(Assert.Single(registry.Output)!.Properties["Roles"].Value, exactMatch: false));
        Assert.Equal([""], registry.Each("SynchronousStandbyNames"));
    }

    [Fact]
    public void It_says_where_it_is_and_what_serves_it()
    {
        Install();

        var registry = Connected("cscert_engine_reader").Run("Get-CsCertificateRegistry").Clean();

        Assert.StartsWith("PostgreSQL 1", Assert.Single(registry.Each("Engine")));
        Assert.Matches("^localhost:[0-9]+$", Assert.Single(registry.Each("Server")));
        Assert.Equal(["cscert_reader"], Assert.IsType<IReadOnlyList<string>>(Assert.Single(registry.Output)!.Properties["Roles"].Value, exactMatch: false));
        Assert.Equal(["False"], registry.Each("IsStandby"));
        Assert.Equal([""], registry.Each("SynchronousStandbyNames"));
        Assert.Equal(["False"], registry.Each("DataChecksums"));
        Assert.Matches("^postgresql://cscert_engine_reader@localhost:[0-9]+/" + Database + "$", Assert.Single(registry.Each("Location")));
    }
}
