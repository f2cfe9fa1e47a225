using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Registries;

/// <summary>A registry whose file is replaced while commands have it open.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class ReplacedTests : LitwareTest
{
    private const string OpenFilesStay = "Windows lets nobody replace a file that is open";

    // Not in the constructor: what it throws would leave the session that the base class opened.
    public static bool OnWindows => OperatingSystem.IsWindows();

    // Each gets a first input, waits, and gets another.
    [Theory(Skip = OpenFilesStay, SkipWhen = nameof(OnWindows))]
    [InlineData("Get-CsClientCertificate", "mv")]
    [InlineData("Get-CsClientCertificate", "cp")]
    [InlineData("ForEach-Object { Get-CsUser $_ } | Get-CsClientCertificate", "mv")]
    [InlineData("Revoke-CsClientCertificate", "mv")]
    [InlineData("Get-CsCertificateAudit", "mv")]
    [InlineData("Get-CsCertificateAudit", "cp")]
    public void The_next_question_of_a_pipeline_notices(string command, string how)
    {
        Run("$null = Backup-CsCertificateRegistry $Folder/older.db; $null = Revoke-CsClientCertificate 'Jo Berry'").Clean();
        var replace = how == "mv" ? "[IO.File]::Move($older, $Registry, $true)" : "[IO.File]::WriteAllBytes($Registry, [IO.File]::ReadAllBytes($older))";

        var reply = Run($$"""
            $older = $Folder + '/older.db'
            & { 'Ken Myer'; {{replace}}; 'sip:pilar.ackerman@litwareinc.com'; 'sip:ken.myer@litwareinc.com' } | {{command}}
            """);

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains("replaced while it was open", reply.Error.Exception.Message);
        Assert.DoesNotContain("sip:pilar.ackerman@litwareinc.com", reply.Each("Identity"));
    }

    [Fact(Skip = OpenFilesStay, SkipWhen = nameof(OnWindows))]
    public void A_listing_notices_at_its_next_batch()
    {
        Run("""
            $null = 1..3000 | ForEach-Object { @{ DistinguishedName = "CN=Crowd $_,DC=litwareinc,DC=com"; SipAddress = "sip:crowd$_@litwareinc.com" } } | Import-CsUser
            $null = Backup-CsCertificateRegistry $Folder/older.db
            """).Clean();

        var reply = Run("""
            $older = $Folder + '/older.db'
            $count = 0
            Get-CsUser | ForEach-Object { if ($count++ -eq 0) { [IO.File]::Move($older, $Registry, $true) }; $_ }
            """);

        Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
        Assert.InRange(reply.Output.Count, 1, 2999);
    }
}
