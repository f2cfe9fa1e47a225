namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <param name="flags">Whether to mark users gone that the input no longer holds.</param>
    /// <param name="netBiosNames">DNS domain to NetBIOS name.</param>
    /// <param name="import">The import.</param>
    internal CsCertificateException? BeginImport(
        NativeImportFlags flags, IReadOnlyDictionary<string, string> netBiosNames, out DirectoryImport? import)
    {
        using var call = new NativeCall(handle, arena);
        NativeNetBiosName* names = arena.Array<NativeNetBiosName>(netBiosNames.Count);
        int count = 0;
        foreach (KeyValuePair<string, string> name in netBiosNames)
        {
            names[count].DnsDomain = arena.Text(name.Key);
            names[count].NetBiosName = arena.Text(name.Value);
            count++;
        }

        IntPtr begun;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ImportBegin(
            call.Handle, flags, names, (UIntPtr)(uint)count, &begun, &error);
        import = status == NativeStatus.Ok ? new DirectoryImport(new CscertHandle(begun, Cscert.Functions.ImportFree)) : null;
        return NativeFailure.Of(status, error);
    }
}
