namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// Base of the tests of the module. Every test has a folder and a registry of its own, and a session with the module imported and
/// that registry connected. The registry does not exist until something is imported or published.
/// </summary>
public abstract class ModuleTest : IDisposable
{
    protected ModuleTest()
    {
        Registry = Folder["registry.db"];
        Session = NewSession();
    }

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>The path of this test's registry.</summary>
    protected string Registry { get; }

    protected Session Session { get; }

    /// <summary>What the registry's files hold, byte by byte: the file, and the log that changes go through.</summary>
    protected byte[] RegistryBytes =>
        [.. File.ReadAllBytes(Registry), .. File.Exists(Registry + "-wal") ? File.ReadAllBytes(Registry + "-wal") : []];

    /// <summary>What lies in the test's folder beside the registry, its log and the log's index.</summary>
    protected IEnumerable<string> OtherFiles =>
        Directory.GetFileSystemEntries(Folder).Except([Registry, Registry + "-wal", Registry + "-shm"]);

    /// <summary>Another session on the same registry.</summary>
    protected Session NewSession(int width = 120, string culture = "en-US")
    {
        var session = new Session(width, culture).ImportModule().Set("Registry", Registry).Set("Folder", Folder.ToString());
        session.Set("Data", Places.Data);
        try
        {
            session.Run("Connect-CsCertificateRegistry -Path $Registry").Clean();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    protected Reply Run(string script) => Session.Run(script);

    protected string Show(string script) => Session.Show(script);

    public virtual void Dispose()
    {
        Session.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
