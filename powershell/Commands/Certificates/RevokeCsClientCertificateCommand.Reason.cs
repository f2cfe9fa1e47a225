namespace CsClientCertificate.Commands;

// Why: given to the command, or in each row. Who has left goes by no list of reasons, so a text that is none does not keep certificates valid.
public sealed partial class RevokeCsClientCertificateCommand
{
    private const int MostShown = 100;

    private bool reasonGiven;
    private long otherReasons;
    private string firstOtherReason = string.Empty;

    // What is given to the parameter itself is bound before anything comes through the pipeline, and is meant as a reason.
    private void ReadReason()
    {
        reasonGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Reason));
        if (Reason?.OtherText is not string text)
        {
            return;
        }

        // As PowerShell reads values of an enumeration: 1, or the beginning of a name.
        if (!LanguagePrimitives.TryConvertTo(text, out RevocationReason reason))
        {
            ThrowTerminatingError(ErrorRecords.NotAReason(text));
        }

        Reason = new RevocationReasonParameter(reason);
    }

    private protected override RevocationReasonParameter GetReason() =>
        (reasonGiven ? Reason : Reason ?? Identity.Reason) ?? base.GetReason();

    private void CountOtherReasons(IEnumerable<Revocation> revoked)
    {
        foreach (Revocation revocation in revoked)
        {
            if (revocation.Reason.OtherText is string text && otherReasons++ == 0)
            {
                firstOtherReason = text.Length <= MostShown ? text : text.Substring(0, MostShown) + "...";
            }
        }
    }

    private void WarnOfOtherReasons()
    {
        if (otherReasons > 0)
        {
            WriteWarning($"{otherReasons} row(s) have a Reason that is not a valid revocation reason; the first is \"{firstOtherReason}\". Certificates were revoked with the reason Unspecified; the audit log has the text.");
        }
    }
}
