using CsClientCertificate.Native;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Model;

/// <summary>
/// Makes objects of one batch of certificate rows. Rows of one user share the user's texts within a batch,
/// so one string serves them all.
/// </summary>
internal sealed unsafe class CertificateRows
{
    private readonly RegistryOrigin origin;
    private readonly SharedText identity = new();
    private readonly SharedText distinguishedName = new();
    private readonly SharedText certificateType = new();

    internal CertificateRows(RegistryOrigin origin)
    {
        this.origin = origin;
    }

    /// <summary>The native side may use the same addresses again for other texts from here on.</summary>
    internal void BeginBatch()
    {
        identity.Forget();
        distinguishedName.Forget();
        certificateType.Forget();
    }

    internal CertInfoDetails Read(NativeCertificate* row) =>
        new(
            row,
            origin,
            identity.Read(row->Identity),
            distinguishedName.Read(row->DistinguishedName),
            certificateType.Read(row->CertificateType) ?? string.Empty);
}
