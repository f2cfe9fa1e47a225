using CsClientCertificate.Errors;

namespace CsClientCertificate.Filtering;

/// <summary>Makes the failures of filters, in the words the native library has for its own.</summary>
internal static class FilterProblem
{
    /// <param name="offset">The place in the filter as it was written, from 0.</param>
    /// <param name="reason">What is wrong.</param>
    internal static InvalidFilterException At(int offset, string reason) =>
        new($"The filter cannot be used: {ShownText.Of(reason)} (at position {offset + 1}).", offset);
}
