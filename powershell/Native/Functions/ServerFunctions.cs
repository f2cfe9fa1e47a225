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

/// <summary>A database on a server: describe, install, open a registry there, and the connection that is kept.</summary>
internal sealed unsafe class ServerFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<NativeText, NativeText, NativeText, NativeOpenFlags, IntPtr*, NativeError**, NativeStatus> Open;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Close;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeServerDescription*, NativeError**, NativeStatus> Describe;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeInstallation*, NativeError**, NativeStatus> Install;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus> Registry;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, void> Interrupt;
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, uint, byte> Rest;

    internal ServerFunctions(NativeModule module)
    {
        Open = (delegate* unmanaged[Cdecl]<NativeText, NativeText, NativeText, NativeOpenFlags, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_server_open");
        Close = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_server_close");
        Describe = (delegate* unmanaged[Cdecl]<IntPtr, NativeServerDescription*, NativeError**, NativeStatus>)module.Symbol("cscert_server_describe");
        Install = (delegate* unmanaged[Cdecl]<IntPtr, NativeInstallation*, NativeError**, NativeStatus>)module.Symbol("cscert_server_install");
        Registry = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, NativeText, IntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_server_registry");
        Interrupt = (delegate* unmanaged[Cdecl]<IntPtr, void>)module.Symbol("cscert_server_interrupt");
        Rest = (delegate* unmanaged[Cdecl]<IntPtr, uint, byte>)module.Symbol("cscert_server_rest");
    }
}
