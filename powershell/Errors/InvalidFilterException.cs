namespace CsClientCertificate.Errors;

/// <summary>A filter that cannot be read or is not supported.</summary>
public sealed class InvalidFilterException : InputException
{
    internal InvalidFilterException(string message, int? offset)
        : base(ErrorKind.InvalidFilter, message)
    {
        Offset = offset;
    }

    /// <summary>Where in the filter's text, in characters from its start; null where the place is not known.</summary>
    public int? Offset { get; }
}
