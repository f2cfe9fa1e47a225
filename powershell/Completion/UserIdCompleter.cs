using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using CsClientCertificate.Errors;
using CsClientCertificate.Native;
using CsClientCertificate.Registry;
using CsClientCertificate.Session;

namespace CsClientCertificate.Completion;

/// <summary>Offers users of this runspace's registry for <c>-Identity</c>.</summary>
public class UserIdCompleter : IArgumentCompleter
{
    private const int Most = 50;

    // Whoever presses Tab waits for the prompt. An index answers in a millisecond; this is for a disk that does not.
    private const int LongestMilliseconds = 1000;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        BegunWord begun = BegunWord.Read(wordToComplete);

        // An empty answer keeps the engine from offering the names of files instead.
        return Users(begun.Text).Where(IsOffered).Select(user => Result(user, begun.Quote)).OfType<CompletionResult>().ToList();
    }

    private protected virtual bool IsOffered(UserCompletion user) => true;

    // Without a registry, or without the right to read it, there is nobody to offer. The command will say why.
    private static IReadOnlyList<UserCompletion> Users(string beginning)
    {
        try
        {
            RegistryChoice choice = RegistrySession.Current;
            using OpenRegistry registry = OpenRegistry.Open(choice, NativeOpenFlags.ReadOnly, nameof(UserIdCompleter));
            using var limit = new Timer(_ => registry.Interrupt(), null, LongestMilliseconds, Timeout.Infinite);
            return registry.Complete(beginning, Most, out IReadOnlyList<UserCompletion> users) is null ? users : [];
        }
        catch (CsCertificateException)
        {
            return [];
        }
    }

    private static CompletionResult? Result(UserCompletion user, WordQuote quote)
    {
        // On the command line an escape sequence in a name would be obeyed; as something else than itself it would name nobody.
        string? text = ShownText.IsClean(user.Text) ? user.Text : user.SipAddress;
        if (string.IsNullOrEmpty(text) || !ShownText.IsClean(text!) || text!.IndexOf('\t') >= 0)
        {
            return null;
        }

        string[] known = [user.Name, user.SipAddress ?? "no SIP address", user.RegistrarPool ?? "no Registrar pool"];
        return new CompletionResult(
            QuotedWord.Write(text, quote), text, CompletionResultType.ParameterValue, ShownText.Of(string.Join(", ", known)));
    }
}
