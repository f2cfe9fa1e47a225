using System.Management.Automation.Language;

namespace CsClientCertificate.Completion;

/// <summary>Completes the reasons of RFC 5280 for <c>-Reason</c>.</summary>
public sealed class RevocationReasonCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string begun = BegunWord.Read(wordToComplete).Text;
        return Enum.GetNames(typeof(RevocationReason))
            .Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
    }
}
