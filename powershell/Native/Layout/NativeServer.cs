namespace CsClientCertificate.Native;

/// <summary><c>cscert_server_description</c>: borrowed until the server is closed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeServerDescription
{
    internal NativeText Location;
    internal NativeText Warnings;
}

/// <summary><c>cscert_installation</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeInstallation
{
    internal uint FoundVersion;
    internal uint Version;
}
