using CsClientCertificate.Native;

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
        string text = string.IsNullOrEmpty(message) ? $"The registry answered {status} without a reason." : message!;
        return status switch
        {
            NativeStatus.ManagementObjectNotFound => new ManagementObjectNotFoundException(text),
            NativeStatus.AmbiguousIdentity => new AmbiguousIdentityException(text, ErrorDetail.Candidates(detail)),
            NativeStatus.UserNotInRegistrarPool => new IdentityException(ErrorKind.UserNotInRegistrarPool, text),
            NativeStatus.UserHasNoSipAddress => new IdentityException(ErrorKind.UserHasNoSipAddress, text),
            NativeStatus.WildcardNotSupported => new IdentityException(ErrorKind.WildcardNotSupported, text),
            NativeStatus.InvalidCertificate => new InputException(ErrorKind.InvalidCertificate, text),
            NativeStatus.InvalidDirectoryEntry => new InputException(ErrorKind.InvalidDirectoryEntry, text),
            NativeStatus.CertificateUserMismatch => new InputException(ErrorKind.CertificateUserMismatch, text),
            NativeStatus.CertificateRevoked => new InputException(ErrorKind.CertificateRevoked, text),
            NativeStatus.InvalidFilter => new InvalidFilterException(text, ErrorDetail.Offset(detail)),
            NativeStatus.PruneRefused => new InputException(ErrorKind.PruneRefused, text),
            NativeStatus.RegistryNotFound => new RegistryException(ErrorKind.RegistryNotFound, text),
            NativeStatus.RegistryUnavailable => new RegistryException(ErrorKind.RegistryUnavailable, text),
            NativeStatus.RegistryCorrupt => new RegistryException(ErrorKind.RegistryCorrupt, text),
            NativeStatus.RegistryTooNew => new RegistryException(ErrorKind.RegistryTooNew, text),
            NativeStatus.AccessDenied => new RegistryException(ErrorKind.AccessDenied, text),
            NativeStatus.Interrupted => new InterruptedException(),
            _ => new InternalErrorException(text),
        };
    }
}
