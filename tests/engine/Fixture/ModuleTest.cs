namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// Base of the tests of the module. Every test has a folder and a registry of its own, and a session with the module imported and
/// that registry connected. A file does not exist until something is imported or published; on a server the registry is installed.
/// </summary>
[Trait(RegistryStore.Trait, RegistryStore.Any)]
public abstract class ModuleTest : IDisposable
{
    /// <param name="filled">Whether the registry holds the data of <see cref="Litware"/>.</param>
    protected ModuleTest(bool filled = false)
    {
        Registry = RegistryStore.Chosen.Create(Folder, filled);
        try
        {
            Session = NewSession();
        }
        catch
        {
            RegistryStore.Chosen.Remove(Registry);
            throw;
        }
    }

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>The path of this test's registry, or its connection string.</summary>
    protected string Registry { get; }

    protected Session Session { get; }

    /// <summary>What the registry holds, byte by byte.</summary>
    protected byte[] RegistryBytes => RegistryStore.Chosen.Contents(Registry);

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
            session.Run(RegistryStore.Chosen.Connect).Clean();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Puts the data of <see cref="Litware"/> into the registry.</summary>
    protected void Fill() => RegistryStore.Chosen.Fill(Registry);

    protected Reply Run(string script) => Session.Run(script);

    protected string Show(string script) => Session.Show(script);

    public virtual void Dispose()
    {
        Session.Dispose();
        RegistryStore.Chosen.Remove(Registry);
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
