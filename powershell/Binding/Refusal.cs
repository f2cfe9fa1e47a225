namespace CsClientCertificate.Binding;

/// <summary>The exception of a transformation for a value that does not bind.</summary>
internal static class Refusal
{
    /// <summary>
    /// PowerShell shows the message where the parameter was named, and tries the other parameters where the value came through the
    /// pipeline: it does so only where a failed conversion lies within.
    /// </summary>
    internal static ArgumentTransformationMetadataException ToBind(string message) =>
        new(message, new PSInvalidCastException(message));
}
