namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Writes the report; an existing file is replaced, completely or not at all.</summary>
    internal CsCertificateException? WriteReport(string destination, DateTime now, TimeSpan expiringWithin, NativeFileFlags flags)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Report.Write(
            call.Handle, arena.Text(destination), NativeTime.From(now), NativeTime.From(expiringWithin), flags, &error);
        return status == NativeStatus.Ok ? null : NativeFailure.Take(status, error);
    }
}
