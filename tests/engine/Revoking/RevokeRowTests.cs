using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Rows of tables that tell of certificates: they mean one certificate or nobody's, never all of somebody's unasked.</summary>
public sealed class RevokeRowTests : LitwareTest
{
    private const string Jo = "sip:jo.berry@litwareinc.com";

    public RevokeRowTests() => Run("$jo = (Find-CsClientCertificate -AccountDisabled | Where-Object Identity -eq 'sip:jo.berry@litwareinc.com')[0]; $t = $jo.Thumbprint").Clean();

    [Theory]
    [InlineData("[pscustomobject]@{ Identity = 'sip:ken.myer@litwareinc.com'; Thumbprint = $t }")]
    [InlineData("@{ UserPrincipalName = 'kenmyer@litwareinc.com'; thumbprint = $t.ToLowerInvariant() }")]
    [InlineData("[pscustomobject]@{ SamAccountName = 'kenmyer'; Thumbprint = $t; Identity = '' }")]
    [InlineData("[pscustomobject]@{ ObjectGUID = (Get-CsUser 'Ken Myer').Guid; DistinguishedName = $jo.DistinguishedName; Thumbprint = $t }")]
    [InlineData("[pscustomobject]@{ Identity = 'Ken Myer'; Thumbprint = [BitConverter]::ToString([Security.Cryptography.SHA256]::HashData($jo.GetCertificate().RawData)) }")]
    public void A_certificate_of_somebody_else_is_refused_and_its_holder_named(string row)
    {
        foreach (var command in new[] { "Revoke-CsClientCertificate", "Revoke-CsClientCertificate -WhatIf", "Get-CsClientCertificate", "Get-CsUser", "Get-CsCertificateAudit" })
        {
            var reply = Run($"{row}, 'Nobody at all' | {command} -Verbose");

            Assert.Empty(reply.Output);
            Assert.Equal(["CertificateUserMismatch", "ManagementObjectNotFound"], reply.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
            Assert.Equal(System.Management.Automation.ErrorCategory.SecurityError, reply.Errors[0].CategoryInfo.Category);
            Assert.Contains(Jo, reply.Errors[0].Exception.Message);
            Assert.DoesNotContain("ken", reply.Errors[0].Exception.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("What if", reply.Text);
        }

        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
        var refused = Run("Get-CsCertificateAudit -Action Revoke | Where-Object Reason -like '*belongs to*'").Clean();
        Assert.Equal([Jo], refused.Each("Target"));
        Assert.Equal(["Refused"], refused.Each("Outcome"));
    }

    [Fact]
    public void Publish_too_refuses_such_a_row()
    {
        var reply = Run("Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer -Identity ([pscustomobject]@{ Identity = 'Ken Myer'; Thumbprint = $t })");

        Assert.StartsWith("CertificateUserMismatch,", reply.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_person_whom_nobody_knows_is_not_found_whatever_the_certificate()
    {
        var reply = Run("[pscustomobject]@{ Identity = 'sip:nobody@nowhere.example'; Thumbprint = $t } | Revoke-CsClientCertificate");

        Assert.Equal("Management object not found for identity \"sip:nobody@nowhere.example\".", reply.Error.Exception.Message);
        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void A_certificate_that_nobody_has_is_not_found_and_Get_takes_the_row_for_the_person()
    {
        const string row = "[pscustomobject]@{ Identity = 'Ken Myer'; Thumbprint = '0' * 40 }";

        Assert.StartsWith("ManagementObjectNotFound,", Run($"{row} | Revoke-CsClientCertificate").Error.FullyQualifiedErrorId);
        Assert.Equal(4, Run($"{row} | Get-CsClientCertificate").Clean().Output.Count);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Thumbprint = $t }")]
    [InlineData("@{ Thumbprint = $t; DeviceId = 'x' }")]
    [InlineData("$jo.GetCertificate()")]
    [InlineData("[pscustomobject]@{ Identity = ''; Thumbprint = [BitConverter]::ToString([Security.Cryptography.SHA256]::HashData($jo.GetCertificate().RawData)) }")]
    public void A_thumbprint_alone_is_enough_for_one_certificate(string row)
    {
        Run($"{row} | Revoke-CsClientCertificate").Clean();

        Assert.Equal(Run("$t").One<string>(), Run("(Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime).Thumbprint").One<string>());
    }

    [Fact]
    public void A_thumbprint_alone_is_nobody()
    {
        Assert.StartsWith("ManagementObjectNotFound,", Run("[pscustomobject]@{ Thumbprint = $t } | Get-CsClientCertificate").Error.FullyQualifiedErrorId);
        var unknown = Run("[pscustomobject]@{ Thumbprint = '0' * 40 } | Revoke-CsClientCertificate").Error;
        Assert.StartsWith("ManagementObjectNotFound,", unknown.FullyQualifiedErrorId);
        Assert.Contains("contains no certificate with thumbprint", unknown.ToString());
    }

    [Theory]
    [InlineData("Identity = 'Jo Berry'")]
    [InlineData("DistinguishedName = $jo.DistinguishedName")]
    [InlineData("SamAccountName = 'jberry'")]
    public void What_is_told_names_the_holder_and_not_the_row(string person)
    {
        var row = $"[pscustomobject]@{{ {person}; Thumbprint = $t }}";
        Assert.Equal(
            $"What if: Performing the operation \"Revoke one client certificate\" on target \"{Run("$t").One<string>()} of {Run("$jo.DistinguishedName").One<string>()} ({Jo})\".\n",
            Run($"{row} | Revoke-CsClientCertificate -WhatIf").Clean().Text);

        var reply = Run($"{row} | Revoke-CsClientCertificate -Verbose").Clean();

        Assert.Contains(reply.Verbose, message => message.StartsWith("Revoked 1 client certificate(s): ") && message.Contains($"({Jo})"));
        Assert.Equal([Jo], Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean().Each("Identity"));
        Assert.Equal([Jo], Run("Get-CsCertificateAudit -Action Revoke").Clean().Each("Target"));
    }

    /// <summary>The former account's address is the newcomer's by now: the live objects go all the same, by their key.</summary>
    [Theory]
    [InlineData("Find-CsClientCertificate -AccountDisabled | Where-Object DistinguishedName -like 'cn=Ken*'")]
    [InlineData("Find-CsClientCertificate -AccountDisabled | Where-Object DistinguishedName -like 'cn=Ken*' | Test-CsClientCertificate")]
    public void A_live_object_goes_by_its_key(string objects)
    {
        Run("Publish-CsClientCertificate $Data/certificates-refused/not-yet-valid.cer").Clean();
        Run("""
            $ken = Get-CsUser 'Ken Myer'; $all = Get-CsClientCertificate 'Ken Myer'
            $null = @{ objectGUID = [guid]::NewGuid(); DistinguishedName = $ken.DistinguishedName; SipAddress = $ken.SipAddress; HomeServer = $ken.HomeServer } | Import-CsUser
            """).Clean();
        objects = objects.Replace("Find-CsClientCertificate -AccountDisabled | Where-Object DistinguishedName -like 'cn=Ken*'", "$all");

        Run($"{objects} | Revoke-CsClientCertificate").Clean();

        Assert.Equal(5, Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean().Output.Count);
    }

    [Theory]
    [InlineData("ExpirationTime")]
    [InlineData("PublicationTime")]
    [InlineData("CertificateType")]
    [InlineData("DeviceId")]
    [InlineData("SerialNumber")]
    [InlineData("NotBefore")]
    [InlineData("RevocationTime")]
    [InlineData("deviceid")]
    [InlineData("Serial Number")]
    [InlineData("\uFEFF\"DeviceId\"")]
    public void A_row_with_a_column_of_certificates_and_no_thumbprint_is_undecided(string column)
    {
        Session.Set("column", column);
        foreach (var row in new[]
        {
            "[pscustomobject]@{ Identity = 'Ken Myer'; $column = 'x' }",
            "[pscustomobject]@{ Identity = 'Ken Myer'; $column = '' }",
            "[pscustomobject]@{ Identity = 'Ken Myer'; $column = 'x'; Thumbprint = 'none' }",
            "@{ Identity = 'Ken Myer'; $column = 'x' }",
        })
        {
            var reply = Run($"{row}, 'Nobody at all' | Revoke-CsClientCertificate");

            Assert.Equal(["InvalidCertificate", "ManagementObjectNotFound"], reply.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
            Assert.Contains("Select-Object Identity", reply.Errors[0].Exception.Message);
            Assert.Contains("Find-CsClientCertificate", reply.Errors[0].Exception.Message);
            Assert.Equal(4, Run($"{row} | Get-CsClientCertificate").Clean().Output.Count);
        }

        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Theory]
    [InlineData("([xml] \"<l><r Identity='Ken Myer' DeviceId='x'/></l>\").l.r")]
    [InlineData("[IO.File]::WriteAllText(\"$Folder/l.csv\", \"UserPrincipalName,DeviceId`nkenmyer@litwareinc.com,x`n\"); Import-Csv $Folder/l.csv")]
    [InlineData("Find-CsClientCertificate -DeviceId 5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a03 | ForEach-Object { [pscustomobject]@{ Identity = $_.Identity; ExpirationTime = $_.ExpirationTime } }")]
    [InlineData("Find-CsClientCertificate -DeviceId 5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a03 | Test-CsClientCertificate | Select-Object Identity")]
    public void So_is_a_table_of_lost_devices(string rows)
    {
        var reply = Run($"{rows} | Revoke-CsClientCertificate");

        Assert.StartsWith("InvalidCertificate,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    /// <summary>A copy that a table's first line names keeps no more than that name.</summary>
    [Theory]
    [InlineData("CSV:Microsoft.Rtc.Management.UserPinService.CertInfoDetails")]
    [InlineData("CSV:Selected.Microsoft.Rtc.Management.UserPinService.CertInfoDetails")]
    [InlineData("CSV:\"Microsoft.Rtc.Management.UserPinService.CertInfoDetails\"")]
    [InlineData("\"CSV:Microsoft.Rtc.Management.UserPinService.CertInfoDetails\"")]
    [InlineData("Selected.CSV:Microsoft.Rtc.Management.UserPinService.CertInfoDetails")]
    [InlineData("Deserialized.Selected.Microsoft.Rtc.Management.UserPinService.CertInfoDetails")]
    public void A_copy_with_the_identity_alone_is_known_by_its_type(string type)
    {
        var reply = Session.Set("type", type).Run("$row = [pscustomobject]@{ Identity = 'Ken Myer' }; $row.PSObject.TypeNames.Insert(0, $type); $row | Revoke-CsClientCertificate");

        Assert.StartsWith("InvalidCertificate,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains("Select-Object -ExpandProperty Identity", reply.Error.Exception.Message);
        Assert.Equal(47, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    /// <summary>A byte order mark in a table's text stays with its first heading, and so do the quotes.</summary>
    [Fact]
    public void A_heading_behind_a_byte_order_mark_is_read()
    {
        Session.Set("heading", "\uFEFF\"Thumbprint\"").Run("[pscustomobject]@{ $heading = $t; Identity = 'Jo Berry' } | Revoke-CsClientCertificate").Clean();

        Assert.Equal([Jo], Run("Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime").Clean().Each("Identity"));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ DistinguishedName = $dn; objectClass = 'user'; SerialNumber = 'x'; userCertificate = '' }")]
    [InlineData("@{ DistinguishedName = $dn; objectClass = 'top', 'person', 'user'; serialNumber = 'x' }")]
    public void A_directory_object_is_a_person(string made)
    {
        Run($"$dn = (Get-CsUser 'Ken Myer').DistinguishedName; {made} | Revoke-CsClientCertificate").Clean();

        Assert.Equal(43, Run("Find-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void The_ways_out_work()
    {
        Run("[pscustomobject]@{ Identity = 'Ken Myer'; DeviceId = 'x' } | Select-Object Identity | Revoke-CsClientCertificate").Clean();
        Assert.Equal(43, Run("Find-CsClientCertificate").Clean().Output.Count);

        Run("Find-CsClientCertificate -AccountDisabled | Where-Object Identity -like '*jo.berry*' | Select-Object -ExpandProperty Identity -First 1 | Revoke-CsClientCertificate").Clean();
        Assert.Equal(40, Run("Find-CsClientCertificate").Clean().Output.Count);
    }
}
