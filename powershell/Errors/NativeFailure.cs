namespace CsClientCertificate.Errors;

/// <summary>Creates the exception for a status of the C border.</summary>
internal static class NativeFailure
{
    /// <summary>Takes over and frees what a failed call handed out.</summary>
    internal static unsafe CsCertificateException Take(NativeStatus status, NativeError* error)
    {
        if (error is null)
        {
            return From(status, null, null);
        }

        try
        {
            return From(status, error->Message.ToStringOrNull(), error->Detail.ToStringOrNull());
        }
        finally
        {
            Cscert.Functions.FreeError(error);
        }
    }

    /// <param name="status">The status; not <see cref="NativeStatus.Ok"/>.</param>
    /// <param name="message">What to tell the administrator.</param>
    /// <param name="detail">JSON: candidates, offset.</param>
    internal static CsCertificateException From(NativeStatus status, string? message, string? detail)
    {
        if (status == NativeStatus.Interrupted)
        {
            return new InterruptedException();
        }

        var kind = (ErrorKind)status;
        string text = string.IsNullOrEmpty(message) ? $"The registry answered {kind} without a reason." : message!;
        return kind switch
        {
            ErrorKind.ManagementObjectNotFound => new ManagementObjectNotFoundException(text),
            ErrorKind.AmbiguousIdentity => new AmbiguousIdentityException(text, ErrorDetail.Candidates(detail)),
            ErrorKind.InvalidFilter => new InvalidFilterException(text, ErrorDetail.Offset(detail)),
            _ => Enum.IsDefined(typeof(ErrorKind), kind) ? OfGroup(kind, text) : new InternalErrorException(text),
        };
    }

    // The hundreds of a status tell what it is about.
    private static CsCertificateException OfGroup(ErrorKind kind, string text) => ((int)kind / 100) switch
    {
        1 => new IdentityException(kind, text),
        2 => new InputException(kind, text),
        3 => new RegistryException(kind, text),
        _ => new InternalErrorException(text),
    };
}
