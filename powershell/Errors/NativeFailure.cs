namespace CsClientCertificate.Errors;

/// <summary>Creates the exception for a status of the C border.</summary>
internal static class NativeFailure
{
    /// <summary>The failure of a call; null if it succeeded. It takes over and frees what the call handed out.</summary>
    internal static unsafe CsCertificateException? Of(NativeStatus status, NativeError* error)
    {
        if (status == NativeStatus.Ok || error is null)
        {
            return status == NativeStatus.Ok ? null : From(status, null, null);
        }

        try
        {
            return From(status, error->Message.ToStringOrNull(), error->Detail.ToStringOrNull());
        }
        finally
        {
            Cscert.Functions.ErrorFree(error);
        }
    }

    /// <summary>As <see cref="Of"/>, but it throws the failure.</summary>
    internal static unsafe void Require(NativeStatus status, NativeError* error)
    {
        if (Of(status, error) is CsCertificateException failure)
        {
            throw failure;
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
