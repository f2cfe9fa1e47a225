namespace CsClientCertificate.Native;

/// <summary>The report.</summary>
internal sealed unsafe class ReportFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, long, long, NativeFileFlags, NativeError**, NativeStatus> Write;

    internal ReportFunctions(NativeModule module)
    {
        Write = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, long, long, NativeFileFlags, NativeError**, NativeStatus>)module.Symbol("cscert_report_write");
    }
}
