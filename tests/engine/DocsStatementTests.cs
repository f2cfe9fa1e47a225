using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>Statements of the documentation that no example shows.</summary>
public sealed class DocsStatementTests : IClassFixture<DemoRegistry>, IDisposable
{
    private readonly Workplace _workplace;

    public DocsStatementTests(DemoRegistry demo) => _workplace = new Workplace(demo);

    private Session Session => _workplace.Session;

    [Fact]
    public void A_script_run_with_WhatIf_silences_Get_and_there_is_a_way_round_it()
    {
        Session.Run("""
            function Show-Plain { [CmdletBinding(SupportsShouldProcess)] param() Get-CsClientCertificate 'Ken Myer' }
            function Show-Round { [CmdletBinding(SupportsShouldProcess)] param() Get-CsClientCertificate 'Ken Myer' -WhatIf:$false }
            """).Clean();

        var silenced = Session.Run("Show-Plain -WhatIf").Clean();

        Assert.Empty(silenced.Output);
        Assert.Contains("What if: ", silenced.Text);
        Assert.Equal(4, Session.Run("Show-Round -WhatIf").Clean().Output.Count);
    }

    [Theory]
    [InlineData("en-US", "2018-09-05")]
    [InlineData("en-GB", "2018-05-09")]
    [InlineData("tr-TR", "2018-05-09")]
    public void Dates_are_read_in_the_users_culture_for_parameters_and_in_the_invariant_one_in_comparisons(string culture, string asParameter)
    {
        Session.Run($"[cultureinfo]::CurrentCulture = '{culture}'").Clean();

        Assert.NotEqual(Count("Find-CsClientCertificate -ExpiringBefore 2018-05-09"), Count("Find-CsClientCertificate -ExpiringBefore 2018-09-05"));
        Assert.Equal(Count($"Find-CsClientCertificate -ExpiringBefore {asParameter}"), Count("Find-CsClientCertificate -ExpiringBefore 9/5/2018"));
        Assert.Equal(
            Count("Find-CsClientCertificate -ExpiringBefore 2018-09-05"),
            Count("Find-CsClientCertificate | Where-Object {$_.ExpirationTime -lt '9/5/2018'}"));
    }

    [Theory]
    [InlineData("Connect-CsCertificateRegistry ./none.db -ReadOnly")]
    [InlineData("Connect-CsCertificateRegistry -ConnectionString postgresql://user@server/database")]
    [InlineData("Connect-CsCertificateRegistry function:prompt")]
    public void After_a_choice_of_registry_that_failed_none_is_used(string connect)
    {
        Assert.NotNull(Session.Run(connect).Failure);

        Assert.Equal("RegistryUnavailable", Id(Session.Run("Get-CsClientCertificate 'Ken Myer'")));
        Assert.Equal("RegistryUnavailable", Id(Session.Run("@{ DistinguishedName = 'CN=A,DC=b' } | Import-CsUser")));
        Session.Run("Connect-CsCertificateRegistry ./registry.db").Clean();
        Assert.Equal(4, Count("Get-CsClientCertificate 'Ken Myer'"));
    }

    [Fact]
    public void A_read_only_registry_refuses_what_would_change_it()
    {
        Session.Run("Connect-CsCertificateRegistry ./registry.db -ReadOnly").Clean();

        Assert.Equal("AccessDenied", Id(Session.Run("Revoke-CsClientCertificate 'Ken Myer'")));
        Assert.Equal("AccessDenied", Id(Session.Run("Import-CsUser ./directory.ldif")));
    }

    [Theory]
    [InlineData("@() | Import-CsUser -Prune")]
    [InlineData("@{ DistinguishedName = 'no name' } | Import-CsUser -Prune -ErrorAction SilentlyContinue")]
    [InlineData("Import-CsUser ./none.ldif -Prune -ErrorAction SilentlyContinue")]
    public void A_prune_that_would_not_be_safe_is_refused_and_nothing_is_imported(string script)
    {
        Assert.Equal("PruneRefused", Session.Run(script).Failure?.ErrorRecord.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(50, Count("Get-CsUser"));
    }

    [Fact]
    public void A_revoked_certificate_stays_revoked()
    {
        Session.Run("Revoke-CsClientCertificate 'Ken Myer'; Revoke-CsClientCertificate 'Ken Myer'").Clean();

        Assert.Equal("CertificateRevoked", Id(Session.Run("Publish-CsClientCertificate ./certificates/kenmyer-laptop.cer -Identity 'Ken Myer'")));
        Assert.Empty(Session.Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
        Assert.Equal(4, Count("Find-CsClientCertificate -IncludeRevoked | Where-Object { $_.RevokedBy }"));
    }

    [Fact]
    public void A_copy_of_a_certificate_needs_its_thumbprint_to_be_revoked()
    {
        const string get = "Get-CsClientCertificate 'Ken Myer' | Select-Object -First 1 -Property ";

        Assert.Equal("InvalidCertificate", Id(Session.Run(get + "Identity | Revoke-CsClientCertificate")));
        Session.Run(get + "Identity, Thumbprint | Revoke-CsClientCertificate").Clean();
        Assert.Equal(3, Count("Get-CsClientCertificate 'Ken Myer'"));
    }

    [Fact]
    public void An_ambiguous_identity_lists_its_users()
    {
        var candidates = Session.Run("try { Get-CsUser 'Chris Gray' -ErrorAction Stop } catch { $_.Exception.Candidates }").Clean();

        Assert.Equal(2, candidates.Output.Count);
        Assert.Equal(2, Session.Set("Candidates", candidates.Output).Run("$Candidates | Get-CsUser").Clean().Output.Count);
    }

    public void Dispose() => _workplace.Dispose();

    private int Count(string script) => Session.Run(script).Clean().Output.Count;

    private static string Id(Reply reply) => reply.Error.FullyQualifiedErrorId.Split(',')[0];
}
