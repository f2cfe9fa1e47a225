using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Windows;

/// <summary>The registry of the machine, for which nobody chose a place.</summary>
public sealed class DefaultFolderTests : WindowsTest
{
    [Fact]
    public void It_lies_in_ProgramData_for_its_owner_alone()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CSCERT_TEST_THROWAWAY_MACHINE") == "1", "the machine's own registry must not be touched by a test; CSCERT_TEST_THROWAWAY_MACHINE=1 allows it");
        var folder = Path.Combine(Environment.GetEnvironmentVariable("ProgramData")!, "CsClientCertificate");
        Assert.False(Directory.Exists(folder));
        try
        {
            var lines = ChildEngine.Run(
                ChildEngine.Import + "$null = Import-CsUser $args[0]; (Get-CsCertificateRegistry).Location",
                [Path.Combine(Places.Data, "directory.ldif")],
                new Dictionary<string, string?> { ["CS_CERTIFICATE_REGISTRY"] = null }).Lines();

            Assert.Equal([Path.Combine(folder, "registry.db")], lines);
            AccessList.AssertOwnersOnly(folder);
            AccessList.AssertOwnersOnly(Path.Combine(folder, "registry.db"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
