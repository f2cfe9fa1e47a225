using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Docs;

/// <summary>
/// Where the examples of the documentation run: a session in a folder that holds the demo's registry, connected, and the demo's input
/// under the names that the examples use.
/// </summary>
public sealed class Workplace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Workplace(DemoRegistry demo, string culture = "en-US")
    {
        demo.CopyTo(_folder);
        File.Copy(Path.Combine(Places.Data, "directory.ldif"), _folder["directory.ldif"]);
        Directory.CreateDirectory(_folder["certificates"]);
        foreach (var file in Directory.GetFiles(Path.Combine(Places.Data, "certificates"), "*.*"))
        {
            File.Copy(file, _folder["certificates", Path.GetFileName(file)]);
        }

        Session = new Session(culture: culture).ImportModule().Set("Folder", _folder.ToString()).Set("Data", Places.Data);
        Session.Run("Set-Location -LiteralPath $Folder; Connect-CsCertificateRegistry ./registry.db").Clean();
    }

    public Session Session { get; }

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
    }
}
