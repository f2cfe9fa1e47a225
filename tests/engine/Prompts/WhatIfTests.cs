using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Prompts;

/// <summary>-WhatIf says what would happen, and nothing does.</summary>
public sealed class WhatIfTests : ModuleTest
{
    [Theory]
    [InlineData("Get-CsClientCertificate 'Ken Myer' -WhatIf")]
    [InlineData("Get-CsClientCertificate 'Ken Myer' -wi")]
    [InlineData("'Ken Myer' | Get-CsClientCertificate -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Get-CsClientCertificate 'Ken Myer'; $WhatIfPreference = $false")]
    public void Get_says_so_and_emits_nothing(string command)
    {
        Fill();

        var reply = Run(command).Clean();

        Assert.Empty(reply.Output);
        Assert.Equal("What if: Performing the operation \"Get-CsClientCertificate\" on target \"Ken Myer\".\n", reply.Text);
    }

    [Fact]
    public void An_explicit_false_is_no_WhatIf()
    {
        Fill();

        Assert.Equal(4, Run("$WhatIfPreference = $true; Get-CsClientCertificate 'Ken Myer' -WhatIf:$false; $WhatIfPreference = $false").Clean().Output.Count);
    }

    [Theory]
    [InlineData("Import-CsUser $Data/exports/version1.ldif -WhatIf")]
    [InlineData("Import-CsUser $Data/exports/version1.ldif -Prune -WhatIf")]
    [InlineData("@{ DistinguishedName = 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com'; Title = 'Leaver' } | Import-CsUser -WhatIf")]
    [InlineData("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -WhatIf")]
    [InlineData("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -Identity 'Ken Myer' -WhatIf 2>$null")]
    [InlineData("$WhatIfPreference = $true; Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer; $WhatIfPreference = $false")]
    public void Nothing_in_the_registry_changes(string command)
    {
        Fill();
        var before = RegistryBytes;

        var reply = Run(command);

        Assert.Null(reply.Failure);
        Assert.Empty(reply.Output);
        Assert.Equal(before, RegistryBytes);
        Assert.Empty(OtherFiles);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Import_says_what_it_would_do()
    {
        Fill();

        Assert.StartsWith(
            $"What if: Import users into \"{Registry}\": 0 added, 0 updated, 52 unchanged, 0 removed, 0 rejected;",
            Run("Import-CsUser $Data/directory.ldif -WhatIf").Clean().Text);
    }

    [Fact]
    public void Publish_says_whose_certificate_it_is()
    {
        Fill();

        var text = Run("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer -WhatIf").Clean().Text;

        Assert.StartsWith("What if: Performing the operation \"Publish-CsClientCertificate\" on target \"sip:pilar.ackerman@litwareinc.com (", text);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void An_import_does_not_make_a_missing_registry()
    {
        var reply = Run("Import-CsUser $Data/directory.ldif -WhatIf").Clean();

        Assert.Empty(reply.Output);
        Assert.StartsWith($"What if: Import users into \"{Registry}\": 52 added, 0 updated,", reply.Text);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void Publishing_does_not_make_a_missing_registry()
    {
        var reply = Run("Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer -WhatIf");

        Assert.Empty(reply.Output);
        Assert.StartsWith("ManagementObjectNotFound,", reply.Error.FullyQualifiedErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("Get-Item $Data/certificates-refused/names-pilar.cer | ForEach-Object { $WhatIfPreference = $true; $_ } | Publish-CsClientCertificate -PassThru")]
    [InlineData("'Steve Bush' | ForEach-Object { $WhatIfPreference = $true; $_ } | Get-CsClientCertificate")]
    [InlineData("'Steve Bush' | ForEach-Object { $WhatIfPreference = $true; $_ } | Revoke-CsClientCertificate -PassThru")]
    [InlineData("@{ DistinguishedName = 'cn=X,dc=litwareinc,dc=com' } | ForEach-Object { $WhatIfPreference = $true; $_ } | Import-CsUser")]
    public void A_preference_that_the_pipeline_sets_is_heard(string command)
    {
        Fill();
        var before = RegistryBytes;

        var reply = Run(command).Clean();

        Assert.Empty(reply.Output);
        Assert.StartsWith("What if: ", reply.Text);
        Assert.Equal(before, RegistryBytes);
    }
}
