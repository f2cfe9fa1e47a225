namespace CsClientCertificate.Errors;

/// <summary>A native call that ended because the command is being stopped. Never shown: the pipeline's own exception takes its place.</summary>
internal sealed class InterruptedException : CsCertificateException
{
    internal InterruptedException()
        : base(ErrorKind.RegistryUnavailable, "The command was stopped while it waited for the registry. Run it again.")
    {
    }
}
