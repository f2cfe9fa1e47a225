namespace CsClientCertificate.Native;

/// <summary>
/// The native library's functions, loaded when first needed. Function pointers, not delegates: nothing is
/// marshalled (every argument is blittable) and a call costs a few nanoseconds in both editions.
/// </summary>
/// <param name="module">The library.</param>
internal sealed unsafe class Cscert(NativeModule module)
{
    /// <summary><c>CSCERT_ABI_VERSION</c> of the header this assembly was written to.</summary>
    private const uint AbiVersion = 1;

    // PublicationOnly: a failure is not kept, so putting the missing file in place mends a running session.
    // Loaded twice by two threads at once does no harm, the operating system counts.
    private static readonly Lazy<Cscert> Loaded = new(Load, LazyThreadSafetyMode.PublicationOnly);

    internal readonly delegate* unmanaged[Cdecl]<NativeError*, void> ErrorFree =
        (delegate* unmanaged[Cdecl]<NativeError*, void>)module.Symbol("cscert_error_free");

    internal readonly delegate* unmanaged[Cdecl]<NativeText, NativeOpenFlags, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus> RegistryOpen =
        (delegate* unmanaged[Cdecl]<NativeText, NativeOpenFlags, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_open");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> RegistryClose =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_registry_close");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> RegistryInterrupt =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_registry_interrupt");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, ulong*, ulong*, void> RegistryProgress =
        (delegate* unmanaged[Cdecl]<IntPtr, ulong*, ulong*, void>)module.Symbol("cscert_registry_progress");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText**, UIntPtr*, NativeError**, NativeStatus> RegistryWarnings =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_warnings");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, byte*, NativeError**, NativeStatus> RegistryId =
        (delegate* unmanaged[Cdecl]<IntPtr, byte*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_id");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, byte, NativeText, NativeRegistryDescription*, NativeError**, NativeStatus> RegistryDescribe =
        (delegate* unmanaged[Cdecl]<IntPtr, byte, NativeText, NativeRegistryDescription*, NativeError**, NativeStatus>)module.Symbol("cscert_registry_describe");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeFileFlags, NativeError**, NativeStatus> RegistryBackup =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeFileFlags, NativeError**, NativeStatus>)module.Symbol("cscert_registry_backup");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, IntPtr, NativeError**, NativeStatus> RegistryCopy =
        (delegate* unmanaged[Cdecl]<IntPtr, IntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_registry_copy");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, long, long, NativeFileFlags, NativeError**, NativeStatus> ReportWrite =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, long, long, NativeFileFlags, NativeError**, NativeStatus>)module.Symbol("cscert_report_write");

    internal readonly delegate* unmanaged[Cdecl]<NativeText, NativeText, NativeText, NativeOpenFlags, IntPtr*, NativeError**, NativeStatus> ServerOpen =
        (delegate* unmanaged[Cdecl]<NativeText, NativeText, NativeText, NativeOpenFlags, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_server_open");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> ServerClose =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_server_close");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeServerDescription*, NativeError**, NativeStatus> ServerDescribe =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeServerDescription*, NativeError**, NativeStatus>)module.Symbol("cscert_server_describe");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeInstallation*, NativeError**, NativeStatus> ServerInstall =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeInstallation*, NativeError**, NativeStatus>)module.Symbol("cscert_server_install");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus> ServerRegistry =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_server_registry");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> ServerInterrupt =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_server_interrupt");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, uint, byte> ServerRest =
        (delegate* unmanaged[Cdecl]<IntPtr, uint, byte>)module.Symbol("cscert_server_rest");

    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, UIntPtr, NativePresented*, UIntPtr, NativeError**, NativeStatus> Ask =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, UIntPtr, NativePresented*, UIntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_ask");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeError**, NativeStatus> Take =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_take");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeUserFindFlags, NativeUser**, IdentityForm*, NativeError**, NativeStatus> UserFind =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeUserFindFlags, NativeUser**, IdentityForm*, NativeError**, NativeStatus>)module.Symbol("cscert_user_find");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, long, NativeUser**, UIntPtr*, NativeError**, NativeStatus> FormerUsers =
        (delegate* unmanaged[Cdecl]<IntPtr, long, NativeUser**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_former_users");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, NativeText**, UIntPtr*, NativeError**, NativeStatus> FilterWarnings =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, NativeText**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_filter_warnings");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, IntPtr*, NativeError**, NativeStatus> UsersOpen =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeUserQuery*, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_users_open");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus> UsersNext =
        (delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_users_next");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> UsersClose =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_users_close");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, UIntPtr, NativeCompletion**, UIntPtr*, NativeError**, NativeStatus> Complete =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, UIntPtr, NativeCompletion**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_complete");

    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeCertificate**, UIntPtr*, long*, IdentityForm*, NativeError**, NativeStatus> CertificatesOf =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeIdentity*, NativeCertificate**, UIntPtr*, long*, IdentityForm*, NativeError**, NativeStatus>)module.Symbol("cscert_certificates_of");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeCertificateQuery*, IntPtr*, NativeError**, NativeStatus> CertificatesOpen =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeCertificateQuery*, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_certificates_open");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus> CertificatesNext =
        (delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_certificates_next");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> CertificatesClose =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_certificates_close");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, long, NativeText*, NativeError**, NativeStatus> CertificateDer =
        (delegate* unmanaged[Cdecl]<IntPtr, long, NativeText*, NativeError**, NativeStatus>)module.Symbol("cscert_certificate_der");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, long, NativeCheck*, NativeError**, NativeStatus> CertificateCheck =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, long, NativeCheck*, NativeError**, NativeStatus>)module.Symbol("cscert_certificate_check");
    internal readonly delegate* unmanaged[Cdecl]<NativeText, IntPtr*, NativeError**, NativeStatus> BundleRead =
        (delegate* unmanaged[Cdecl]<NativeText, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_bundle_read");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeBundleItem**, UIntPtr*, ulong*, NativeError**, NativeStatus> BundleItems =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeBundleItem**, UIntPtr*, ulong*, NativeError**, NativeStatus>)module.Symbol("cscert_bundle_items");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> BundleFree =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_bundle_free");

    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativePublication*, UIntPtr, NativeWriteFlags, NativePublishResult**, NativeError**, NativeStatus> Publish =
        (delegate* unmanaged[Cdecl]<IntPtr, NativePublication*, UIntPtr, NativeWriteFlags, NativePublishResult**, NativeError**, NativeStatus>)module.Symbol("cscert_publish");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeRevocation*, UIntPtr, NativeWriteFlags, NativeRevokeResult**, NativeError**, NativeStatus> Revoke =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeRevocation*, UIntPtr, NativeWriteFlags, NativeRevokeResult**, NativeError**, NativeStatus>)module.Symbol("cscert_revoke");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeRevocation*, UIntPtr, NativeWriteFlags, NativeRevokeResult**, NativeError**, NativeStatus> Restore =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeRevocation*, UIntPtr, NativeWriteFlags, NativeRevokeResult**, NativeError**, NativeStatus>)module.Symbol("cscert_restore");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, NativeText, NativeError**, NativeStatus> AuditRefusal =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, NativeText, NativeError**, NativeStatus>)module.Symbol("cscert_audit_refusal");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeAuditQuery*, IntPtr*, NativeError**, NativeStatus> AuditOpen =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeAuditQuery*, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_audit_open");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus> AuditNext =
        (delegate* unmanaged[Cdecl]<IntPtr, void**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_audit_next");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> AuditClose =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_audit_close");

    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeImportFlags, NativeNetBiosName*, UIntPtr, IntPtr*, NativeError**, NativeStatus> ImportBegin =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeImportFlags, NativeNetBiosName*, UIntPtr, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_import_begin");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus> ImportLimitPrune =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus>)module.Symbol("cscert_import_limit_prune");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, byte, NativeError**, NativeStatus> ImportLdif =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, byte, NativeError**, NativeStatus>)module.Symbol("cscert_import_ldif");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, ulong, NativeAttribute*, UIntPtr, NativeError**, NativeStatus> ImportObject =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, ulong, NativeAttribute*, UIntPtr, NativeError**, NativeStatus>)module.Symbol("cscert_import_object");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus> ImportUnreadable =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeError**, NativeStatus>)module.Symbol("cscert_import_unreadable");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeImportNotice**, UIntPtr*, NativeError**, NativeStatus> ImportNotices =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeImportNotice**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_import_notices");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeWriteFlags, ulong, NativeImportSummary*, NativeError**, NativeStatus> ImportApply =
        (delegate* unmanaged[Cdecl]<IntPtr, NativeWriteFlags, ulong, NativeImportSummary*, NativeError**, NativeStatus>)module.Symbol("cscert_import_apply");
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> ImportFree =
        (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_import_free");

    internal static Cscert Functions => Loaded.Value;

    private static Cscert Load()
    {
        NativeModule module = NativeModule.Load(LibraryPath.Find());

        // The version first: nothing else of an unknown library is called, not even looked up.
        var abiVersion = (delegate* unmanaged[Cdecl]<uint>)module.Symbol("cscert_abi_version");
        uint found = abiVersion();
        if (found != AbiVersion)
        {
            throw NativeLibraryException.Mismatch(
                $"The native library \"{module.Path}\" has ABI version {found}, but this module needs {AbiVersion}. Install the module CsClientCertificate again, and start a new PowerShell.");
        }

        return new Cscert(module);
    }
}
