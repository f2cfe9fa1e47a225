using System.Management.Automation.Language;

namespace CsClientCertificate.Completion;

/// <summary>Completes from the registry of this runspace.</summary>
public abstract class RegistryCompleter : IArgumentCompleter
{
    /// <summary>How many are offered at most.</summary>
    private protected const int Most = 50;

    // The first one logs in.
    private const int LongestOnServerMilliseconds = 1000;

    /// <summary>
    /// How long it may take. Whoever presses Tab waits for the prompt; what was not found by then is not offered.
    /// </summary>
    private protected virtual int LongestMilliseconds => 250;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        BegunWord begun = BegunWord.Read(wordToComplete);
        var results = new List<CompletionResult>();

        // An empty answer keeps the engine from offering the names of files instead. Without a registry, or without the right to read
        // it, there is nothing to offer; the command will say why.
        try
        {
            RegistryChoice choice = RegistrySession.Current;
            OpenRegistry? opened = null;
            void End(object? state)
            {
                choice.Server?.Interrupt();
                opened?.Interrupt();
            }

            using var limit = new Timer(End, null, choice.Server is null ? LongestMilliseconds : LongestOnServerMilliseconds, Timeout.Infinite);
            using OpenRegistry registry = opened = OpenRegistry.Open(choice, NativeOpenFlags.ReadOnly, GetType().Name);
            results.AddRange(Find(registry, parameterName, begun).Take(Most));
        }
        catch (CsCertificateException)
        {
            // What was found before is offered all the same.
        }

        return results;
    }

    /// <summary>The completions of the word; throws a registry exception when the time is up.</summary>
    private protected abstract IEnumerable<CompletionResult> Find(OpenRegistry registry, string parameterName, BegunWord begun);
}
