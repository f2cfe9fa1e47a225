namespace CsClientCertificate.Errors;

/// <summary>No user has the identity. Nothing was done for it.</summary>
public sealed class ManagementObjectNotFoundException : IdentityException
{
    internal ManagementObjectNotFoundException(string message)
        : base(ErrorKind.ManagementObjectNotFound, message)
    {
    }
}
