namespace CsClientCertificate.Native;

/// <summary><c>cscert_error</c>: what a failed call hands over, to be freed by <c>cscert_error_free</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeError
{
    internal NativeStatus Status;
    internal NativeText Message;
    internal NativeText Detail;
}

/// <summary><c>cscert_status</c>: success, the number of an error (<see cref="Errors.ErrorKind"/>), or what befell the call itself.</summary>
internal enum NativeStatus
{
    Ok = 0,

    InvalidArgument = 401,
    Interrupted = 402,
    Busy = 403,
}
