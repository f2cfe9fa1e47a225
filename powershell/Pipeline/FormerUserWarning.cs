namespace CsClientCertificate.Pipeline;

/// <summary>
/// Says, once a user and command, that a former user shares a name with the one that the command works on, and has certificates that are
/// still valid: whoever revokes those of the account that was made anew may think that all is done.
/// </summary>
internal sealed class FormerUserWarning
{
    // An account may have been made anew any number of times.
    private const int Named = 5;

    private HashSet<long>? warned;

    /// <summary>Gives the warning, if there is one.</summary>
    /// <param name="command">Who gives it.</param>
    /// <param name="registry">The command's.</param>
    /// <param name="userKey">Whom the command works on.</param>
    /// <param name="whom">The same, for the message.</param>
    /// <returns>Why nobody knows.</returns>
    internal CsCertificateException? Give(CancellableCommand command, OpenRegistry registry, long userKey, string whom)
    {
        CsCertificateException? failure = Find(registry, userKey, whom, null, out string? warning);
        if (warning is not null)
        {
            command.WriteWarning(warning);
        }

        return failure;
    }

    /// <summary>As <see cref="Give"/>, for who cannot write to the pipeline.</summary>
    /// <param name="registry">The command's.</param>
    /// <param name="userKey">Whom the command works on.</param>
    /// <param name="whom">The same, for the message.</param>
    /// <param name="before">What is done before the warning, which may be needless afterwards.</param>
    /// <param name="warning">What is to be said, if anything.</param>
    /// <returns>Why nobody knows.</returns>
    internal CsCertificateException? Find(
        OpenRegistry registry, long userKey, string whom, Func<CsCertificateException?>? before, out string? warning)
    {
        warning = null;
        CsCertificateException? failure = registry.FormerUsersOf(userKey, out IReadOnlyList<FormerUser> users);
        if (failure is not null || users.Count == 0 || warned?.Contains(userKey) == true)
        {
            return failure;
        }

        if (before is not null)
        {
            failure = before() ?? registry.FormerUsersOf(userKey, out users);
            if (failure is not null || users.Count == 0)
            {
                return failure;
            }
        }

        (warned ??= []).Add(userKey);
        warning = Message(whom, users);
        return null;
    }

    private static string Message(string whom, IReadOnlyList<FormerUser> users)
    {
        string named = string.Join(", ", users.Take(Named));
        string others = users.Count > Named ? $", and {users.Count - Named} more" : string.Empty;
        string byGuid = users.FirstOrDefault(user => user.ObjectGuid is not null).ObjectGuid is Guid guid
            ? $", and an object with the objectGUID identifies the user (@{{ ObjectGUID = '{guid}' }})"
            : string.Empty;
        return $"A former user with the same SIP address, user principal name, distinguished name or domain\\logon as \"{whom}\" has certificates that are still valid, and is a different user: {named}{others}. Find-CsClientCertificate -AccountDisabled lists these certificates{byGuid}.";
    }
}
