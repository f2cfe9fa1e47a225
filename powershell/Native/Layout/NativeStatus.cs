namespace CsClientCertificate.Native;

/// <summary><c>cscert_status</c>: success, the number of an error (<see cref="Errors.ErrorKind"/>), or what befell the call itself.</summary>
internal enum NativeStatus
{
    Ok = 0,

    InvalidArgument = 401,
    Interrupted = 402,
    Busy = 403,
}
