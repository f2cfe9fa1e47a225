using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Docs;

/// <summary>The registry that the demo makes: the directory export and its certificates. Made once, then copied.</summary>
public sealed class DemoRegistry : IDisposable
{
    // As build/demo/demo.ps1 does it.
    private const string Publish = """
        Import-CsUser $Data/directory.ldif
        Import-Csv $Data/certificates/publications.csv | ForEach-Object {
            $device = @{}
            if ($_.DeviceId) { $device.DeviceId = $_.DeviceId }
            Publish-CsClientCertificate -LiteralPath "$Data/certificates/$($_.File)" -PublicationTime $_.PublicationTime @device
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public DemoRegistry()
    {
        using var session = new Session().ImportModule().Set("Data", Places.Data).Set("Registry", _folder["registry.db"]);
        session.Run("Connect-CsCertificateRegistry $Registry\n" + Publish).Clean();
    }

    /// <summary>Puts a copy into a folder, and returns its path.</summary>
    public string CopyTo(TemporaryFolder folder)
    {
        // With the registry closed all of it is in the one file.
        var log = new FileInfo(_folder["registry.db-wal"]);
        Assert.True(!log.Exists || log.Length == 0, "the write-ahead log is not empty");
        File.Copy(_folder["registry.db"], folder["registry.db"]);
        return folder["registry.db"];
    }

    public void Dispose() => _folder.Dispose();
}
