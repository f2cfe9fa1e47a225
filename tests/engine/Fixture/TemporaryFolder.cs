namespace CsClientCertificate.Tests.Fixture;

/// <summary>A folder for the owner alone, as a registry wants it, that lives as long as its test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("cscert-").FullName;

    public static implicit operator string(TemporaryFolder folder) => folder._path;

    /// <summary>The path of something in this folder.</summary>
    public string this[params string[] parts] => Path.Combine([_path, .. parts]);

    /// <summary>Writes a file (UTF-8, no mark) and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public override string ToString() => _path;

    public void Dispose()
    {
        if (!Directory.Exists(_path))
        {
            return;
        }

        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows())
        {
            // Windows keeps an assembly that this process has loaded. A file that is open is another error.
        }
    }
}
