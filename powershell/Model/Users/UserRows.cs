namespace CsClientCertificate.Model;

/// <summary>Creates objects from borrowed user rows; texts shared by rows are shared by the objects.</summary>
internal sealed unsafe class UserRows(RegistryOrigin origin)
{
    private readonly SharedTexts homeServers = new();
    private readonly SharedTexts registrarPools = new();

    /// <summary>The native side may use the same addresses again for other texts from here on.</summary>
    internal void BeginBatch()
    {
        homeServers.Forget();
        registrarPools.Forget();
    }

    internal ADUser Read(NativeUser* row) =>
        new(row, origin, homeServers.Read(row->HomeServer), registrarPools.Read(row->RegistrarPool));
}
