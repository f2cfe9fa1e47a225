using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>A certificate from the pipeline is revoked alone: the lost phone, not the other devices.</summary>
public sealed class RevokeOneTests : LitwareTest
{
    private const string Phone = "{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a03}";
    private const string Copy = "filter Send-Away { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) }; ";

    // What Export-Csv and Import-Csv leave of an object; in Windows PowerShell the type's name, too.
    private const string Row = """
        filter Write-Row($Mark) {
            $row = [pscustomobject]@{ Identity = "$($_.Identity)"; Thumbprint = "$($_.Thumbprint)" }
            if ($Mark) { $row.PSObject.TypeNames.Insert(0, $Mark + 'Microsoft.Rtc.Management.UserPinService.CertInfoDetails') }
            $row
        };
        """;

    [Theory]
    [InlineData("Find-CsClientCertificate -DeviceId $phone | Revoke-CsClientCertificate")]
    [InlineData("Get-CsClientCertificate 'Ken Myer' | Where-Object DeviceId -eq $phone | Revoke-CsClientCertificate")]
    [InlineData("Revoke-CsClientCertificate -Identity (Find-CsClientCertificate -DeviceId $phone)")]
    [InlineData(Copy + "Find-CsClientCertificate -DeviceId $phone | Send-Away | Revoke-CsClientCertificate")]
    [InlineData(Copy + "Revoke-CsClientCertificate (Find-CsClientCertificate -DeviceId $phone | Send-Away)")]
    [InlineData("Find-CsClientCertificate -DeviceId $phone | Select-Object Identity, Thumbprint | Revoke-CsClientCertificate")]
    [InlineData(Copy + "Find-CsClientCertificate -DeviceId $phone | Select-Object Identity, Thumbprint | Send-Away | Revoke-CsClientCertificate")]
    [InlineData(Row + "Find-CsClientCertificate -DeviceId $phone | Write-Row | Revoke-CsClientCertificate")]
    [InlineData(Row + "Find-CsClientCertificate -DeviceId $phone | Write-Row 'CSV:' | Revoke-CsClientCertificate")]
    [InlineData("Find-CsClientCertificate -DeviceId $phone | ForEach-Object { @{ identity = $_.Identity; thumbprint = $_.Thumbprint } } | Revoke-CsClientCertificate")]
    [InlineData("Find-CsClientCertificate -DeviceId $phone | Test-CsClientCertificate | Revoke-CsClientCertificate")]
    [InlineData(Copy + "Find-CsClientCertificate -DeviceId $phone | Test-CsClientCertificate | Send-Away | Revoke-CsClientCertificate")]
    public void It_goes_alone(string command)
    {
        Session.Set("phone", Phone).Run(command).Clean();

        Assert.Equal([Phone], Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean().Each("DeviceId"));
        Assert.Equal(3, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    [Theory]
    [InlineData("Find-CsClientCertificate -DeviceId $phone | Select-Object Identity | Revoke-CsClientCertificate")]
    [InlineData("Find-CsClientCertificate -DeviceId $phone | Select-Object Identity, DeviceId | Revoke-CsClientCertificate")]
    [InlineData(Row + "Find-CsClientCertificate -DeviceId $phone | Select-Object Identity | Write-Row | Revoke-CsClientCertificate")]
    [InlineData(Row + "Find-CsClientCertificate -DeviceId $phone | Select-Object Identity | Write-Row 'CSV:' | Revoke-CsClientCertificate")]
    public void A_copy_that_lost_its_thumbprint_is_refused(string command)
    {
        var reply = Session.Set("phone", Phone).Run(command);

        Assert.StartsWith("InvalidCertificate,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains("Thumbprint", reply.Error.Exception.Message);
        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    [Fact]
    public void A_thumbprint_that_is_none_is_refused_and_the_rest_goes_on()
    {
        var reply = Run("[pscustomobject]@{ Identity = 'Ken Myer'; Thumbprint = 'none' }, 'Jo Berry' | Revoke-CsClientCertificate");

        Assert.StartsWith("InvalidCertificate,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
        Assert.Empty(Run("Get-CsClientCertificate 'Jo Berry'").Clean().Output);
    }

    [Fact]
    public void In_another_registry_the_thumbprint_decides()
    {
        Litware.WriteTo(Folder["copy.db"]);
        Run("$kept = Find-CsClientCertificate -DeviceId '" + Phone + "'; $null = Get-CsCertificateRegistry").Clean();
        Run("Connect-CsCertificateRegistry $Folder/third.db; $null = Import-CsUser $Data/directory.ldif; Publish-CsClientCertificate $Data/certificates/kenmyer-*.cer, $Data/certificates/kenmyer-*.pem").Clean();

        Run("$kept | Revoke-CsClientCertificate").Clean();

        Assert.Equal(3, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
        Assert.Equal(Run("$kept").Each("Thumbprint"), Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean().Each("Thumbprint"));
    }

    /// <summary>A backup that is used and a registry that is used have the same keys for what came to each.</summary>
    [Fact]
    public void In_a_copy_that_went_its_own_way_the_thumbprint_decides()
    {
        const string fill = "$null = Import-CsUser $Data/directory.ldif; Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer";
        Run($"Connect-CsCertificateRegistry $Folder/one.db; {fill}; $null = Backup-CsCertificateRegistry $Folder/two.db").Clean();
        Run("Publish-CsClientCertificate $Data/certificates/kenmyer-mobile.cer; $kept = Get-CsClientCertificate 'Ken Myer'").Clean();
        Run("Connect-CsCertificateRegistry $Folder/two.db; Publish-CsClientCertificate $Data/certificates/kenmyer-phone.pem").Clean();

        var reply = Run("$kept | Revoke-CsClientCertificate");

        Assert.StartsWith("ManagementObjectNotFound,", reply.Error.FullyQualifiedErrorId);

        // As a backup is restored.
        var restored = Run("Connect-CsCertificateRegistry $Folder/one.db; [IO.File]::Copy(\"$Folder/two.db\", \"$Folder/one.db\", $true); $kept[1].GetCertificate()");

        Assert.Empty(restored.Output);
        Assert.Contains("it has been replaced", restored.Error.Exception.Message);
        Assert.Equal(Run("(Test-CsClientCertificate $Data/certificates/kenmyer-phone.pem).Thumbprint").All<string>(), Run("Get-CsClientCertificate 'Ken Myer'").Clean().Each("Thumbprint"));
    }

    [Fact]
    public void One_that_the_registry_does_not_hold_is_an_error()
    {
        Run("$kept = Find-CsClientCertificate -DeviceId '" + Phone + "'; Connect-CsCertificateRegistry $Folder/third.db; $null = Import-CsUser $Data/directory.ldif").Clean();

        Assert.StartsWith("ManagementObjectNotFound,", Run("$kept | Revoke-CsClientCertificate").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void One_of_a_user_without_a_SIP_address_goes_as_well()
    {
        Run("Find-CsClientCertificate | Where-Object Identity -eq $null | Revoke-CsClientCertificate").Clean();

        Assert.Equal(46, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void Get_takes_a_certificate_for_its_user() =>
        Assert.Equal(4, Run("Find-CsClientCertificate -DeviceId '" + Phone + "' | Get-CsClientCertificate").Clean().Output.Count);
}
