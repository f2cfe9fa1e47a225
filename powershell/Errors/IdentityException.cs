namespace CsClientCertificate.Errors;

/// <summary>An identity that finds no user, or a user that the command cannot process.</summary>
public class IdentityException : CsCertificateException
{
    internal IdentityException(ErrorKind kind, string message)
        : base(kind, message)
    {
    }
}

/// <summary>No user has the identity. Nothing was done for it.</summary>
public sealed class ManagementObjectNotFoundException : IdentityException
{
    internal ManagementObjectNotFoundException(string message)
        : base(ErrorKind.ManagementObjectNotFound, message)
    {
    }
}

/// <summary>More than one user has the identity. Nothing was done for any of them.</summary>
public sealed class AmbiguousIdentityException : IdentityException
{
    internal AmbiguousIdentityException(string message, IReadOnlyList<string> candidates)
        : base(ErrorKind.AmbiguousIdentity, message)
    {
        Candidates = candidates;
    }

    /// <summary>The distinguished names of the matching users; each is a unique identity.</summary>
    public IReadOnlyList<string> Candidates { get; }
}
