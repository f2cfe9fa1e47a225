namespace CsClientCertificate.Errors;

/// <summary>Adds to a failure the file and the position in it, or what was not done.</summary>
internal static class FailurePlace
{
    /// <summary>The same failure with its place. Tools match on the beginning of identity messages, so there the place comes last.</summary>
    internal static CsCertificateException In(this CsCertificateException failure, string place)
    {
        if (place.Length == 0)
        {
            return failure;
        }

        string before = $"{place}: {failure.Message}";
        string after = $"{failure.Message} ({place})";
        return failure switch
        {
            ManagementObjectNotFoundException => new ManagementObjectNotFoundException(after),
            AmbiguousIdentityException ambiguous => new AmbiguousIdentityException(after, ambiguous.Candidates),
            IdentityException => new IdentityException(failure.Kind, after),
            RegistryException => new RegistryException(failure.Kind, after),
            InputException and not InvalidFilterException => new InputException(failure.Kind, before, failure.InnerException),
            _ => failure,
        };
    }
}
