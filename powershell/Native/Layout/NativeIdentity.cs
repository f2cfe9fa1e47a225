namespace CsClientCertificate.Native;

/// <summary><c>cscert_identity</c>: one user as a command names it; key and registry id only for what came from a registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeIdentity
{
    internal NativeText Text;
    internal byte* RegistryId;
    internal long UserKey;
    internal byte* ObjectGuid;
    internal IdentityForm OnlyForm;
}
