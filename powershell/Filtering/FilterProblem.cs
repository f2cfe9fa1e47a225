namespace CsClientCertificate.Filtering;

/// <summary>Creates the failures of filters, worded as those of the native library.</summary>
internal static class FilterProblem
{
    internal const string NotOneCondition = "it must be one condition";
    internal const string NoCommand = "expected a condition: a filter runs no commands";
    internal const string List = "a property is compared with one value, not with a list";

    internal static InvalidFilterException TooDeep(int offset) => At(offset, $"it is nested more than {FilterText.MaxDepth} levels deep");

    /// <param name="offset">The place in the filter as it was written, from 0.</param>
    /// <param name="reason">What is wrong.</param>
    internal static InvalidFilterException At(int offset, string reason) =>
        new($"The filter is not valid: {reason} (at position {offset + 1}).", offset);
}
