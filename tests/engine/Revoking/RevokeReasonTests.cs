using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>The reason comes with the command or with each row. No word that a personnel office has for it keeps a certificate valid.</summary>
public sealed class RevokeReasonTests : LitwareTest
{
    private const string Leavers = """
        Identity,Reason
        Steve Bush,KeyCompromise
        Pilar Pinilla,affiliationChanged
        April Smith,
        Franz Kohl,Resigned
        Eric Gruber,3
        """;

    [Fact]
    public void A_column_Reason_is_taken()
    {
        Folder.Write("leavers.csv", Leavers);

        var reply = Run("Import-Csv $Folder/leavers.csv | Revoke-CsClientCertificate").Clean();

        Assert.Empty(reply.Output);
        Assert.Equal(
            [
                ("Steve Bush", "KeyCompromise", "KeyCompromise"),
                ("Pilar Pinilla", "AffiliationChanged", "AffiliationChanged"),
                ("April Smith", "Unspecified", "Unspecified"),
                ("Franz Kohl", "Unspecified", "Unspecified: Resigned"),
                ("Eric Gruber", "Unspecified", "Unspecified: 3"),
            ],
            Recorded("Steve Bush", "Pilar Pinilla", "April Smith", "Franz Kohl", "Eric Gruber"));
        Assert.Equal(
            "2 row(s) have a Reason that is not a valid revocation reason; the first is \"Resigned\". Certificates were revoked with the reason Unspecified; the audit log has the text.",
            Assert.Single(reply.Warnings));
        Assert.Equal(["True"], Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = 'Superseded' } | Revoke-CsClientCertificate", "Superseded")]
    [InlineData("@{ Identity = 'Steve Bush'; reason = 'Superseded' } | Revoke-CsClientCertificate", "Superseded")]
    [InlineData("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = $null } | Revoke-CsClientCertificate", "Unspecified")]
    [InlineData("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = '  ' } | Revoke-CsClientCertificate", "Unspecified")]
    [InlineData("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = ' superseded ' } | Revoke-CsClientCertificate", "Superseded")]
    [InlineData("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = 'Resigned' } | Revoke-CsClientCertificate -Reason Superseded", "Superseded")]
    [InlineData("@{ Identity = 'Steve Bush'; Reason = 'Resigned' } | Revoke-CsClientCertificate -Reason Superseded", "Superseded")]
    [InlineData("[pscustomobject]@{ Identity = 'Steve Bush'; Why = 'Superseded' } | Revoke-CsClientCertificate -Reason { $_.Why }", "Superseded")]
    [InlineData("Get-CsClientCertificate 'Steve Bush' | ForEach-Object { [pscustomobject]@{ Identity = $_.Identity; Thumbprint = $_.Thumbprint; Reason = 'Superseded' } } | Revoke-CsClientCertificate", "Superseded")]
    [InlineData("Revoke-CsClientCertificate 'Steve Bush' -Reason Super", "Superseded")]
    [InlineData("Revoke-CsClientCertificate 'Steve Bush' -Reason 4", "Superseded")]
    [InlineData("Revoke-CsClientCertificate 'Steve Bush' -Reason ([CsClientCertificate.Model.RevocationReason]::Superseded)", "Superseded")]
    [InlineData("Revoke-CsClientCertificate 'Steve Bush' -Reason ''", "Unspecified")]
    [InlineData("Revoke-CsClientCertificate 'Steve Bush' -Reason $null", "Unspecified")]
    public void It_comes_in_many_ways(string command, string reason)
    {
        Assert.Empty(Run(command).Clean().Warnings);

        Assert.Equal([("Steve Bush", reason, reason)], Recorded("Steve Bush"));
    }

    [Fact]
    public void Each_row_has_its_own()
    {
        Run("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = 'Superseded' }, 'April Smith', @{ Identity = 'Pilar Pinilla' } | Revoke-CsClientCertificate").Clean();

        Assert.Equal(
            [("Steve Bush", "Superseded", "Superseded"), ("April Smith", "Unspecified", "Unspecified"), ("Pilar Pinilla", "Unspecified", "Unspecified")],
            Recorded("Steve Bush", "April Smith", "Pilar Pinilla"));
    }

    [Fact]
    public void One_that_is_none_ends_the_command_before_anybody_is_revoked()
    {
        var reply = Run("'Steve Bush' | Revoke-CsClientCertificate -Reason Resigned");

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("CannotConvertArgument,", reply.Error.FullyQualifiedErrorId);
        Assert.StartsWith("\"Resigned\" is not a valid revocation reason. Specify one of Unspecified, KeyCompromise, ", reply.Error.Exception.Message);
        Assert.Single(Run("Get-CsClientCertificate 'Steve Bush'").Clean().Output);
    }

    [Fact]
    public void What_a_row_says_is_shown_without_what_a_terminal_would_obey()
    {
        var reply = Run("[pscustomobject]@{ Identity = 'Steve Bush'; Reason = \"Left$([char]27)[2J\" } | Revoke-CsClientCertificate").Clean();

        Assert.Contains("\"Left\uFFFD[2J\"", Assert.Single(reply.Warnings));
    }

    // The certificates' reason, and the audit's.
    private List<(string User, string? Reason, string? Audit)> Recorded(params string[] users) => [.. users.Select(user => (
        user,
        Run($"$user = Get-CsUser '{user}'; Find-CsClientCertificate -IncludeRevoked | Where-Object DistinguishedName -eq $user.Identity").Clean().Each("RevocationReason").Distinct().Single(),
        Run($"Get-CsCertificateAudit '{user}' -Action Revoke").Clean().Each("Reason").Single()))];
}
