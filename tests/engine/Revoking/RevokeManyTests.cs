using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Revoking;

/// <summary>Everybody's certificates go: progress, a warning, and what Ctrl+C leaves.</summary>
public sealed class RevokeManyTests : ModuleTest
{
    private const int Users = 2_500;

    public RevokeManyTests()
    {
        using (var file = new StreamWriter(Folder["many.ldif"]))
        {
            for (var i = 0; i < Users; i++)
            {
                file.Write(
                    $"""
                    dn: CN=User {i},OU=Many,DC=litwareinc,DC=com
                    objectClass: user
                    sAMAccountName: user{i}
                    userPrincipalName: user{i}@litwareinc.com
                    msRTCSIP-PrimaryUserAddress: sip:user{i}@litwareinc.com


                    """);
            }
        }

        Session.Set("certificates", Enumerable.Range(0, Users).Select(Certificate).ToArray());
        Run("$null = Import-CsUser $Folder/many.ldif; $certificates | Publish-CsClientCertificate -WarningAction Ignore").Clean();
    }

    [Fact]
    public void Ctrl_C_stops_between_users_and_what_was_acknowledged_is_done_and_recorded()
    {
        // It waits for whoever stops it, if that is not heard of before.
        var running = Session.Start("""
            Get-CsUser | Revoke-CsClientCertificate -Verbose -WarningAction Ignore 4>&1 | ForEach-Object { "$_" } | Where-Object { $_ -like '*evoked*' } |
                ForEach-Object { $_; $told++; while ($told -ge 1000) { [Threading.Thread]::Sleep(1) } }
            """).UntilOutput(300);
        running.Stop();
        var reply = running.Wait();

        var acknowledged = reply.Output.Count;
        var revoked = Run("Find-CsClientCertificate -IncludeRevoked | Where-Object { $_.RevokedBy }").Clean().Each("Identity");
        var recorded = Run("Get-CsCertificateAudit -Action Revoke").Clean().Output.Count;
        Assert.IsType<PipelineStoppedException>(reply.Failure);
        Assert.InRange(revoked.Count, acknowledged, Users - 1);
        Assert.Equal(revoked.Count, recorded);

        // In the order of the pipeline, without a gap.
        var first = Enumerable.Range(0, revoked.Count).Select(i => $"sip:user{i}@litwareinc.com");
        Assert.Equal(first.Order(StringComparer.Ordinal), revoked.Order(StringComparer.Ordinal));
        Assert.Equal(["True"], Run("Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
    }

    [Fact]
    public void All_of_them_go_and_the_command_says_that_it_is_everybody()
    {
        var reply = Run("Get-CsUser | Revoke-CsClientCertificate");

        Assert.Empty(reply.Output);
        Assert.NotEmpty(reply.Warnings);
        Assert.Empty(Run("Find-CsClientCertificate").Clean().Output);
        Assert.Equal(Users, Run("Get-CsCertificateAudit -Action Revoke").Clean().Output.Count);
    }

    private static X509Certificate2 Certificate(int user) => UnsignedCertificates.Create(
        $"CN=user{user}@litwareinc.com", new DateTimeOffset(2018, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(180), BitConverter.GetBytes(user + 1));
}
