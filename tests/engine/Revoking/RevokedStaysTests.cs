using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>A revoked certificate never comes back.</summary>
public sealed class RevokedStaysTests : LitwareTest
{
    [Theory]
    [InlineData("Publish-CsClientCertificate $Data/certificates/kenmyer-phone.pem -Identity 'Ken Myer' -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa")]
    [InlineData("[Security.Cryptography.X509Certificates.X509Certificate2]::new(\"$Data/certificates/kenmyer-phone.pem\") | Publish-CsClientCertificate")]
    public void Publishing_it_again_is_refused(string command)
    {
        Run("Revoke-CsClientCertificate 'Ken Myer'").Clean();

        var reply = Run(command);

        Assert.Null(reply.Failure);
        Assert.StartsWith("CertificateRevoked,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.SecurityError, reply.Error.CategoryInfo.Category);
        Assert.Contains("stays revoked", reply.Error.Exception.Message);
        Assert.Empty(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
        Assert.Equal(["Refused"], Run("Get-CsCertificateAudit -Action Publish | Where-Object Outcome -ne Succeeded").Clean().Each("Outcome"));
    }

    [Theory]
    [InlineData("Publish-CsClientCertificate $Data/certificates/kenmyer-*")]
    [InlineData("Get-ChildItem $Data/certificates/kenmyer-* | Publish-CsClientCertificate")]
    public void A_folder_that_is_published_every_night_makes_no_error_of_it(string command)
    {
        Run("Revoke-CsClientCertificate 'Ken Myer'").Clean();

        for (int night = 0; night < 2; night++)
        {
            var reply = Run(command + " -PassThru").Clean();
            Assert.Empty(reply.Output);
            Assert.Contains("4 certificates were skipped", Assert.Single(reply.Warnings));
        }

        Assert.Empty(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);

        // Said once a day; midnight may come in between.
        Assert.InRange(Run("Get-CsCertificateAudit -Action Publish | Where-Object Outcome -eq Refused").Clean().Output.Count, 4, 8);
    }

    [Fact]
    public void A_twin_of_a_revoked_one_is_refused_wherever_it_comes_from()
    {
        Run("""
            $bytes = [IO.File]::ReadAllBytes("$Data/certificates/kenmyer-laptop.cer")
            $bytes[-1] = $bytes[-1] -bxor 1
            [IO.File]::WriteAllBytes("$Folder/twin.cer", $bytes)
            """).Clean();
        Assert.Equal(["Expired"], Run("Test-CsClientCertificate $Folder/twin.cer").Clean().Each("Status"));
        Assert.Contains("Nothing to do", string.Join(' ', Run("Publish-CsClientCertificate $Folder/twin.cer -Verbose").Clean().Verbose));

        Run("Revoke-CsClientCertificate 'Ken Myer'").Clean();

        Assert.StartsWith("CertificateRevoked,", Run("Publish-CsClientCertificate $Folder/twin.cer").Error.FullyQualifiedErrorId);
        Assert.Equal(["Revoked"], Run("Test-CsClientCertificate $Folder/twin.cer").Clean().Each("Status"));
    }

    [Fact]
    public void An_export_that_still_holds_it_skips_and_counts_it()
    {
        Run("Revoke-CsClientCertificate 'Kim Akers'").Clean();

        var summary = Run("Import-CsUser $Data/directory.ldif").Clean();

        Assert.Equal(["0"], summary.Each("CertificatesPublished"));
        Assert.Equal(["4"], summary.Each("CertificatesSkipped"));
        Assert.Empty(Run("Get-CsClientCertificate 'Kim Akers'").Clean().Output);
    }

    [Fact]
    public void Another_certificate_of_the_same_user_is_a_new_one()
    {
        Run("Revoke-CsClientCertificate 'Ken Myer'").Clean();

        Assert.Single(Run("Publish-CsClientCertificate $Data/certificates-refused/bmp-string.cer -PassThru").Clean().Output);
        Assert.Single(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
    }
}
