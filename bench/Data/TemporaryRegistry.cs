namespace CsClientCertificate.Bench.Data;

/// <summary>A registry in a file that is made anew for each measurement.</summary>
internal static class TemporaryRegistry
{
    /// <summary>Deletes it, with what SQLite keeps beside it.</summary>
    public static void Delete(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(path + suffix);
        }
    }
}
