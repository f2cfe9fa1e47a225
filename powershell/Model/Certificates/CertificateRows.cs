namespace CsClientCertificate.Model;

/// <summary>Creates objects from borrowed certificate rows; texts shared by rows are shared by the objects.</summary>
internal sealed unsafe class CertificateRows(RegistryOrigin origin)
{
    private readonly SharedTexts certificateTypes = new();
    private readonly SharedTexts issuers = new();
    private CertificateHolder? holder;
    private NativeCertificate* end;

    /// <summary>The native side may use the same addresses again for other texts from here on.</summary>
    internal void BeginBatch()
    {
        holder = null;
        end = null;
        issuers.Forget();
    }

    /// <param name="row">A row, not before the one that was read last.</param>
    /// <param name="following">How many rows of the batch follow it.</param>
    internal CertInfoDetails Read(NativeCertificate* row, int following)
    {
        if (holder is null || row >= end)
        {
            int count = CountOfUser(row, following);
            holder = new CertificateHolder(row, count, origin);
            end = row + count;
        }

        return new CertInfoDetails(
            row, holder, certificateTypes.Read(row->CertificateType) ?? string.Empty, issuers.Read(row->Issuer));
    }

    private static int CountOfUser(NativeCertificate* row, int following)
    {
        int count = 1;
        while (count <= following && row[count].UserKey == row->UserKey)
        {
            count++;
        }

        return count;
    }
}
