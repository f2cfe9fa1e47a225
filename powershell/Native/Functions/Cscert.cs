namespace CsClientCertificate.Native;

/// <summary>
/// The native library's functions, loaded when first needed. Function pointers, not delegates: nothing is
/// marshalled (every argument is blittable) and a call costs a few nanoseconds in both editions.
/// </summary>
internal sealed unsafe class Cscert
{
    /// <summary><c>CSCERT_ABI_VERSION</c> of the header this assembly was written to.</summary>
    private const uint AbiVersion = 1;

    // PublicationOnly: a failure is not kept, so putting the missing file in place mends a running session.
    // Loaded twice by two threads at once does no harm, the operating system counts.
    private static readonly Lazy<Cscert> Loaded = new(Load, LazyThreadSafetyMode.PublicationOnly);

    private Cscert(NativeModule module)
    {
        FreeError = (delegate* unmanaged[Cdecl]<NativeError*, void>)module.Symbol("cscert_error_free");
        Registry = new RegistryFunctions(module);
        Server = new ServerFunctions(module);
        Users = new UserFunctions(module);
        Certificates = new CertificateFunctions(module);
        Bundles = new BundleFunctions(module);
        Publishing = new PublishFunctions(module);
        Revoking = new RevokeFunctions(module);
        Checking = new CheckFunctions(module);
        Imports = new ImportFunctions(module);
        Audit = new AuditFunctions(module);
        Completion = new CompletionFunctions(module);
        Report = new ReportFunctions(module);
    }

    internal static Cscert Functions => Loaded.Value;

    internal delegate* unmanaged[Cdecl]<NativeError*, void> FreeError { get; }

    internal RegistryFunctions Registry { get; }

    internal ServerFunctions Server { get; }

    internal UserFunctions Users { get; }

    internal CertificateFunctions Certificates { get; }

    internal BundleFunctions Bundles { get; }

    internal PublishFunctions Publishing { get; }

    internal RevokeFunctions Revoking { get; }

    internal CheckFunctions Checking { get; }

    internal ImportFunctions Imports { get; }

    internal AuditFunctions Audit { get; }

    internal CompletionFunctions Completion { get; }

    internal ReportFunctions Report { get; }

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
