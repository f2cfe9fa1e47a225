namespace CsClientCertificate.Files;

/// <summary>Reads a file that should hold certificates.</summary>
internal static class CertificateFile
{
    // A certificate has one or two kilobytes; a file beyond this was named by mistake (a backup, an image).
    private const int LargestSize = 64 * 1024 * 1024;

    /// <summary>The certificates of a file; reports what is not a certificate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Told of the file or of its bad parts.</param>
    /// <param name="privateKeys">How many private keys lie in it.</param>
    internal static IReadOnlyList<BundleItem> Items(string path, Action<CsCertificateException, string> report, out long privateKeys)
    {
        var good = new List<BundleItem>();
        privateKeys = 0;
        try
        {
            CsCertificateException? unreadable = CertificateBundle.Read(Read(path), out IReadOnlyList<BundleItem> items, out privateKeys);
            if (unreadable is not null)
            {
                report(unreadable.In(path), path);
            }

            foreach (BundleItem item in items)
            {
                item.IsAlone = items.Count == 1;
                if (item.Certificate is null)
                {
                    report(item.Failure!.In(item.Place(path)), path);
                }
                else
                {
                    good.Add(item);
                }
            }
        }
        catch (InputException failure)
        {
            report(failure, path);
        }

        return good;
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (stream.Length > LargestSize)
            {
                throw new InputException(
                    ErrorKind.InvalidCertificate,
                    $"{path}: the file has {stream.Length} bytes, more than the limit of {LargestSize}. Split it if it contains certificates.");
            }

            return ReadAll(stream);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException(ErrorKind.InvalidCertificate, $"{path}: the file cannot be read: {failure.Message}", failure);
        }
    }

    // The length is only what it was: a file may grow or shrink meanwhile, and pipes have none.
    private static byte[] ReadAll(FileStream stream)
    {
        using var bytes = new MemoryStream((int)stream.Length);
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
