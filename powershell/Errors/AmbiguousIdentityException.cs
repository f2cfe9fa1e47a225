using System.Collections.Generic;

namespace CsClientCertificate.Errors;

/// <summary>More than one user has the identity. Nothing was done for any of them.</summary>
public sealed class AmbiguousIdentityException : IdentityException
{
    internal AmbiguousIdentityException(string message, IReadOnlyList<string> candidates)
        : base(ErrorKind.AmbiguousIdentity, message)
    {
        Candidates = candidates;
    }

    /// <summary>The distinguished names of the users it may mean; each is an identity that means one.</summary>
    public IReadOnlyList<string> Candidates { get; }
}
