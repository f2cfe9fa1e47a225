namespace CsClientCertificate.Completion;

/// <summary>Completes users for <c>-Identity</c>.</summary>
public class UserIdCompleter : RegistryCompleter
{
    // An index answers in a millisecond; this is for a disk that does not.
    private protected override int LongestMilliseconds => 1000;

    private protected virtual bool IsOffered(UserCompletion user) => true;

    private protected override IEnumerable<CompletionResult> Find(OpenRegistry registry, string parameterName, BegunWord begun)
    {
        CsCertificateException? failure = registry.Complete(begun.Text, Most, out IReadOnlyList<UserCompletion> users);
        return failure is null ? users.Where(IsOffered).Select(user => Result(user, begun.Quote)).OfType<CompletionResult>() : [];
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
        return QuotedWord.Result(text!, quote, string.Join(", ", known));
    }
}

/// <summary>Completes the users that Get-CsUser finds: those with a SIP address.</summary>
public sealed class ListedUserIdCompleter : UserIdCompleter
{
    private protected override bool IsOffered(UserCompletion user) => user.SipAddress is not null;
}
