using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>What commands say beside their output.</summary>
public sealed class MessageTests : ModuleTest
{
    public MessageTests() => Run("Import-CsUser -Path $Data/directory.ldif").Clean();

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Verbose_tells_the_registry_the_form_and_the_rows()
    {
        Run("Publish-CsClientCertificate -Path $Data/certificates/kenmyer*.cer").Clean();

        var said = Run("Get-CsClientCertificate 'Ken Myer' -Verbose").Verbose;
        Assert.Contains($"Registry: {Registry} (chosen by Connect-CsCertificateRegistry).", said);
        Assert.Contains("\"Ken Myer\" matched as display name; 3 certificate(s).", said);
        Assert.Contains("4 certificate(s).", Run("Find-CsClientCertificate -Verbose").Verbose);
        Assert.Contains(Run("Get-CsCertificateAudit -Verbose").Verbose, text => text.EndsWith(" entries."));
        Assert.Contains(Run("Revoke-CsClientCertificate 'Ken Myer' -Verbose").Verbose, text => text.StartsWith("Revoked 3 client certificate(s)"));
        Assert.Empty(Run("Get-CsClientCertificate 'Ken Myer'").Verbose);
    }

    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("Get-CsClientCertificate 'Ken Myer'", "find the certificates")]
    [InlineData("'Ken Myer', 'Pilar Ackerman' | Get-CsClientCertificate", "in 2 calls")]
    [InlineData("Get-CsUser", "read the users")]
    [InlineData("Get-CsUser 'Ken Myer'", "find the user")]
    [InlineData("Find-CsClientCertificate", "read the certificates")]
    [InlineData("Test-CsClientCertificate $Data/certificates/steve*.cer", "look the certificate up")]
    [InlineData("Get-CsCertificateAudit", "read the audit")]
    [InlineData("Get-CsCertificateRegistry -Check", "check the registry")]
    [InlineData("Import-CsUser -Path $Data/directory.ldif", "apply the users")]
    [InlineData("Publish-CsClientCertificate -Path $Data/certificates/steve*.cer", "publish")]
    [InlineData("Revoke-CsClientCertificate 'Ken Myer'", "find the users")]
    [InlineData("Export-CsClientCertificateReport $Folder/report.html", "write the report")]
    [InlineData("Backup-CsCertificateRegistry $Folder/copy.db", "copy the registry")]
    public void Debug_tells_times_by_step_in_one_message(string command, string step)
    {
        var said = Assert.Single(Run($"$DebugPreference = 'Continue'; {command}").Debug, text => text.StartsWith("Times:"));
        Assert.Matches($@"^Times: open the registry \d+\.\d ms; .*{step}.*; total \d+\.\d ms", said);
        Assert.Empty(Run($"$DebugPreference = 'SilentlyContinue'; Get-CsUser 'Ken Myer'").Debug);
    }

    [Fact]
    public void Publishing_what_has_expired_is_warned_of_once()
    {
        var warning = Assert.Single(Run("Publish-CsClientCertificate -Path $Data/certificates/steve*.cer").Warnings);
        Assert.Contains("sip:steve.bush@litwareinc.com", warning);
        Assert.Contains("has already expired", warning);
        Assert.Contains("-PublicationTime", warning);

        // Nothing is published a second time, so nothing is surprising; and what was in force when it was published is in order.
        Assert.Empty(Run("Publish-CsClientCertificate -Path $Data/certificates/steve*.cer").Warnings);
        Assert.Empty(Run("Publish-CsClientCertificate -Path $Data/certificates/dbirkby*.cer -PublicationTime '2018-05-01'").Warnings);
        Assert.Empty(Run("Publish-CsClientCertificate -Path $Data/certificates/kenmyer-phone.pem -WhatIf").Warnings);
    }

    [Fact]
    public void Publishing_for_a_disabled_account_is_warned_of()
    {
        var warning = Assert.Single(Run("Publish-CsClientCertificate -Path $Data/certificates/fkohl*.cer -PublicationTime '2018-05-01'").Warnings);

        Assert.Contains("sip:franz.kohl@litwareinc.com", warning);
        Assert.Contains("is disabled", warning);
        Assert.Contains("Revoke-CsClientCertificate", warning);
    }

    [Fact]
    public void Revoking_more_than_a_thousand_users_is_warned_of_once_and_can_be_ended_by_it()
    {
        Run("1..1100 | ForEach-Object { @{ DistinguishedName = \"CN=Many $_,DC=litwareinc,DC=com\"; ObjectClass = 'user'; sAMAccountName = \"many$_\"; 'msRTCSIP-PrimaryUserAddress' = \"sip:many$_@litwareinc.com\" } } | Import-CsUser").Clean();

        Assert.Empty(Run("1..1000 | ForEach-Object { \"many$_\" } | Revoke-CsClientCertificate").Clean().Warnings);
        Assert.Contains("This command is revoking the certificates of more than 1000 users.", Assert.Single(Run("1..1100 | ForEach-Object { \"many$_\" } | Revoke-CsClientCertificate").Clean().Warnings));
        Assert.Empty(Run("1..1100 | ForEach-Object { \"many$_\" } | Revoke-CsClientCertificate -WhatIf").Warnings);
        Assert.NotNull(Run("1..1100 | ForEach-Object { \"many$_\" } | Revoke-CsClientCertificate -WarningAction Stop").Failure);
    }

    [Fact]
    public void Long_work_shows_its_progress_and_takes_it_away()
    {
        Wine.Skip(Wine.KeepsClosedFiles);
        var progress = Run("1..200000 | ForEach-Object { 'ken.myer@litwareinc.com' } | Get-CsClientCertificate").Clean().Progress;

        Assert.SkipWhen(progress.Count == 0, "this machine does it in less than half a second");
        Assert.All(progress, record => Assert.Equal("Reading client certificates", record.Activity));
        Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, progress[^1].RecordType);
    }

    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("Get-CsUser nobody", "nobody")]
    [InlineData("Import-CsUser $Folder/missing.ldif", "missing.ldif")]
    [InlineData("Publish-CsClientCertificate $Folder", "folder")]
    [InlineData("Backup-CsCertificateRegistry $Registry", "registry.db")]
    [InlineData("Export-CsClientCertificateReport $Folder/none/report.html", "Create the folder first")]
    [InlineData("Connect-CsCertificateRegistry -ConnectionString registry.db", "-Path")]
    [InlineData("Connect-CsCertificateRegistry -Path $Folder/none.db -ReadOnly; Get-CsUser", "Import-CsUser")]
    [InlineData("Get-CsCertificateAudit -Action Delete", "Publish,Revoke,Restore,Import,Prune")]
    public void An_error_names_what_it_is_about_or_what_to_do(string command, string expected) =>
        Assert.Contains(expected, Run(command).Error.Exception.Message);
}
