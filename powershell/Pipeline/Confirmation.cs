namespace CsClientCertificate.Pipeline;

/// <summary>
/// What ShouldProcess will do, for commands that prepare the question or spare themselves making it for each of 100,000 users.
/// Settled when it is first asked for, which has to be when the first question is due: PowerShell settles it then, so that a
/// preference that an earlier command of the pipeline sets is heard.
/// </summary>
internal sealed class Confirmation(CancellableCommand command)
{
    private bool? isWhatIf;
    private bool? mayAsk;

    /// <summary>Whether it shows what would be done, and declines.</summary>
    internal bool IsWhatIf => isWhatIf ??= command.IsWhatIf;

    /// <summary>Whether it can prompt and wait for the answer.</summary>
    internal bool MayAsk => mayAsk ??= !IsWhatIf && Asks();

    /// <summary>Whether there is more to confirm.</summary>
    internal bool IsDue => IsWhatIf || MayAsk;

    private bool Asks()
    {
        if (command.MyInvocation.BoundParameters.TryGetValue("Confirm", out object bound))
        {
            return LanguagePrimitives.IsTrue(bound);
        }

        // With -Debug it asks whatever the preference says.
        string? preference = command.GetVariableValue("ConfirmPreference")?.ToString();
        return command.IsDebug
            || (Enum.TryParse(preference, ignoreCase: true, out ConfirmImpact threshold)
                && threshold != ConfirmImpact.None
                && command.Declaration.ConfirmImpact >= threshold);
    }
}
