namespace CsClientCertificate.Tests.Fixture;

/// <summary>The files of a registry that is closed.</summary>
internal static class RegistryFiles
{
    /// <summary>
    /// All of it is in the one file: what lies beside it, for readers who could not make it, is empty or only an index of the
    /// empty log; and the folder holds nothing else.
    /// </summary>
    internal static void AssertClosed(string registry)
    {
        var log = new FileInfo(registry + "-wal");
        Assert.True(!log.Exists || log.Length == 0, "the write-ahead log is not empty");
        Assert.Subset(
            new HashSet<string> { registry, registry + "-wal", registry + "-shm" },
            Directory.GetFiles(Path.GetDirectoryName(registry)!).ToHashSet());
    }
}
