namespace CsClientCertificate.Registry;

/// <summary>Borrowed certificate rows: to be read before the next call that may give out others.</summary>
internal readonly unsafe struct CertificateBatch
{
    private readonly NativeCertificate* rows;
    private readonly CertificateRows reader;

    internal CertificateBatch(NativeCertificate* rows, int count, CertificateRows reader)
    {
        this.rows = rows;
        this.reader = reader;
        Count = count;
        reader.BeginBatch();
    }

    internal int Count { get; }

    internal CertInfoDetails Read(int index) => reader.Read(rows + index, Count - 1 - index);
}
