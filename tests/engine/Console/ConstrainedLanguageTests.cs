using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>The module where scripts may do little: it was imported as a signed one, and the prompt is in Constrained Language Mode.</summary>
public sealed class ConstrainedLanguageTests : ModuleTest
{
    public ConstrainedLanguageTests()
    {
        Run("Import-CsUser -Path $Data/directory.ldif").Clean();
        Run("Publish-CsClientCertificate -Path $Data/certificates/kenmyer*.cer").Clean();
        Run("$bag = [pscustomobject]@{ Identity = 'ken.myer@litwareinc.com' }; $user = Get-CsUser 'Ken Myer'").Clean();
        Run("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'").Clean();
    }

    [Theory]
    [InlineData("Get-CsClientCertificate -Identity 'Ken Myer'")]
    [InlineData("Get-CsClientCertificate ken.myer@litwareinc.com")]
    [InlineData("'LITWAREINC\\kenmyer' | Get-CsClientCertificate")]
    [InlineData("Get-CsUser 'Ken Myer' | Get-CsClientCertificate")]
    [InlineData("$user | Get-CsClientCertificate")]
    [InlineData("Get-CsClientCertificate -Identity $user")]
    [InlineData("$bag | Get-CsClientCertificate")]
    [InlineData("@{ Identity = 'Ken Myer' } | Get-CsClientCertificate")]
    public void Users_are_named_in_every_way(string command) => Assert.Equal(3, Run(command).Clean().Output.Count);

    [Fact]
    public void Views_show_all()
    {
        Assert.Equal("ConstrainedLanguage", Run("\"$($ExecutionContext.SessionState.LanguageMode)\"").One<string>());
        Assert.Contains("Identity        : sip:ken.myer@litwareinc.com", Show("Get-CsClientCertificate 'Ken Myer'"));
        var table = Show("Get-CsClientCertificate 'Ken Myer' | Format-Table");
        Assert.Contains("sip:ken.myer@litwareinc.com ", table);
        Assert.Contains(" expired ", table);
        Assert.Contains("pool01.litwareinc.com", Show("Get-CsUser 'Ken Myer' | Format-Table -View Pool"));
        Assert.Contains("Expired", Show("Test-CsClientCertificate -Path $Data/certificates/kenmyer-laptop.cer"));
        Assert.Contains(RegistryStore.IsServer ? "PostgreSQL" : "SQLite", Show("Get-CsCertificateRegistry -Check"));
        Assert.Contains("Publish", Show("Get-CsCertificateAudit"));
    }

    [Fact]
    public void It_publishes_revokes_finds_and_reports()
    {
        Run("Publish-CsClientCertificate -Path $Data/certificates/steve*.cer -PublicationTime '2017-05-31'").Clean();
        Run("Revoke-CsClientCertificate 'Steve Bush' -Reason KeyCompromise").Clean();
        Assert.Single(Run("Find-CsClientCertificate -IncludeRevoked | Where-Object { $null -ne $_.RevocationTime }").Clean().Output);
        Assert.Single(Run("Export-CsClientCertificateReport $Folder/report.html -ExpiringWithin 60.00:00:00").Clean().Output);
        Assert.Equal("'Ken Myer'", Session.Complete("Get-CsUser 'Ken M")[0]);
    }
}
