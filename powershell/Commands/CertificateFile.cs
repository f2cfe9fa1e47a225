using System;
using System.IO;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Commands;

/// <summary>Reads a file that should hold certificates.</summary>
internal static class CertificateFile
{
    // A certificate has one or two kilobytes; a file beyond this was named by mistake (a backup, an image).
    private const int LargestSize = 64 * 1024 * 1024;

    internal static byte[] Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (stream.Length > LargestSize)
            {
                throw new InputException(
                    ErrorKind.InvalidCertificate,
                    $"{path}: the file has {stream.Length} bytes, more than a file of certificates has ({LargestSize}). Split it if it holds certificates.");
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
