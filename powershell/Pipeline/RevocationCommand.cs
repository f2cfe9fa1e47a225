namespace CsClientCertificate.Pipeline;

/// <summary>A command that revokes certificates of users, or restores them: all of a user, or a single one.</summary>
public abstract class RevocationCommand : RegistryCommand
{
    // Leavers come by the dozen. Beyond this somebody has probably left a filter out.
    private const int Many = 1000;

    private static readonly RevocationReasonParameter Unspecified = new(RevocationReason.Unspecified);

    private bool? asks;
    private bool? findsTogether;
    private bool debug;
    private bool verbose;
    private RevocationQueue? queue;
    private QueueFlush? changes;
    private ProgressMeter? progress;
    private long accepted;
    private long processed;

    /// <summary>The user whose certificates are meant; or one certificate, if it comes from Get- or Find-CsClientCertificate.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [UserIdTransformation]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public UserIdParameter Identity { get; set; } = null!;

    /// <summary>Do not show errors that concern single users. They go to -Verbose and to the audit.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Show the certificates that were changed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override RegistryUse Use => RegistryUse.Change;

    /// <summary>The name of the action in the audit log.</summary>
    private protected abstract string Action { get; }

    /// <summary>What there is to confirm for a user.</summary>
    private protected abstract string Question { get; }

    /// <summary>The command that finds the certificates which this one takes.</summary>
    private protected abstract string Finder { get; }

    private bool Asks => asks ??= verbose || IsVerbose || Confirmation.IsDue;

    private string Verb => Action.ToLowerInvariant();

    private string Done => Verb + "d";

    private string Doing => Verb.Substring(0, Verb.Length - 1) + "ing";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        debug = IsDebug;
        verbose = IsVerbose;
        progress = new ProgressMeter(this, $"{char.ToUpperInvariant(Doing[0])}{Doing.Substring(1)} client certificates");
        NativeWriteFlags flags = PassThru ? NativeWriteFlags.LendCertificates : NativeWriteFlags.None;
        queue = new RevocationQueue(
            Registry,
            Action,
            (IReadOnlyList<Revocation> revocations, out IReadOnlyList<RevocationResult> results) => Change(revocations, flags, out results),
            FindWarning);
        changes = new QueueFlush(this, queue, Verb, Done, Tell, () => progress.Show(0, 0, $"{processed} done"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Where each question is a round trip, users are found together; unless somebody is to hear of each before the next comes.
        findsTogether ??= Registry.IsOnServer && !PassThru && !StopsAtMessages && !Asks;
        if (findsTogether == true && Identity.Certificate is not { Fingerprint: null })
        {
            if (queue!.WaitsForOther(Identity))
            {
                changes!.Flush();
            }

            queue.Add(Identity, GetReason());
            if (Identity.Certificate is null)
            {
                WarnOfMany();
            }
        }
        else
        {
            ChangeAtOnce();
        }

        processed++;
        changes!.FlushIfDue();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        changes!.Flush();
        progress!.Complete();
        base.EndProcessing();
    }

    /// <summary>Does it.</summary>
    private protected abstract CsCertificateException? Change(
        IReadOnlyList<Revocation> revocations, NativeWriteFlags flags, out IReadOnlyList<RevocationResult> results);

    /// <summary>Why, for the user or certificate at hand.</summary>
    private protected virtual RevocationReasonParameter GetReason() => Unspecified;

    /// <summary>Finds what there is to say of a user beforehand; returns why nobody knows.</summary>
    private protected virtual CsCertificateException? FindWarning(
        long userKey, string whom, Func<CsCertificateException?> before, out string? warning)
    {
        warning = null;
        return null;
    }

    private protected override void Close()
    {
        try
        {
            changes?.FlushLast();
        }
        finally
        {
            queue?.Dispose();
            base.Close();
        }
    }

    private void Tell(ChangeOutcome outcome)
    {
        string name = outcome.Name;
        RevocationResult result = ((RevocationOutcome)outcome).Result;
        if (result.Failure is not null)
        {
            Show(result.Failure, name);
        }
        else if (verbose)
        {
            WriteVerbose(result.Changed == 0
                ? $"No client certificate left to {Verb}: {name}."
                : $"{Action}d {result.Changed} client certificate(s): {name}.");
        }

        foreach (CsCertificateException refusal in result.Refusals)
        {
            // The registry itself has put that down.
            Show(refusal, name);
        }

        foreach (CertInfoDetails certificate in result.Certificates)
        {
            WriteObject(certificate);
        }
    }

    // The warning may be a question: those before do not wait for the answer.
    private CsCertificateException? Warn(long userKey, string whom)
    {
        CsCertificateException? FlushBefore()
        {
            changes!.Flush();
            return null;
        }

        CsCertificateException? failure = FindWarning(userKey, whom, FlushBefore, out string? warning);
        if (warning is not null)
        {
            WriteWarning(warning);
        }

        return failure;
    }

    private void ChangeAtOnce()
    {
        if (findsTogether == true)
        {
            changes!.Flush();
        }

        CsCertificateException? failure = Identity.Certificate is CertificateReference certificate
            ? ChangeOne(certificate)
            : ChangeAll();
        if (failure is not null)
        {
            Refuse(failure, Identity.Text);
        }
    }

    private CsCertificateException? ChangeAll()
    {
        long start = debug ? StepTimes.Now : 0;
        // All forms of the text at once.
        CsCertificateException? failure = Registry.Expect([Identity], []);
        if (failure is not null)
        {
            return failure;
        }

        failure = Registry.Identify(Identity, out IdentifiedUser user, out IdentityForm form);
        if (debug)
        {
            Steps.Add("find the users", start);
        }

        if (failure is not null)
        {
            return failure;
        }

        if (verbose)
        {
            WriteVerbose($"\"{Identity.Text}\" matched as {form.Describe()}.");
        }

        string whom = user.ToString();
        failure = Warn(user.UserKey, whom);
        if (failure is not null)
        {
            return failure;
        }

        if (Agreed(whom, Question))
        {
            queue!.Add(new Revocation(user.UserKey, Revocation.AllCertificates, GetReason()), whom);
            WarnOfMany();
        }

        return null;
    }

    private bool Agreed(string whom, string what)
    {
        if (!Asks)
        {
            return true;
        }

        if (Confirmation.MayAsk)
        {
            // Whom the last answer was about is not kept waiting for as long as this question stands.
            changes!.Flush();
        }

        return ShouldProcess(whom, what);
    }

    private void WarnOfMany()
    {
        accepted++;
        if (accepted == Many + 1)
        {
            // A warning may be a question as well.
            changes!.Flush();
            WriteWarning(
                $"This command is {Doing} the certificates of more than {Many} users. Ctrl+C ends it; what is {Done} stays {Done}, and Get-CsCertificateAudit lists it.");
        }
    }

    private CsCertificateException? ChangeOne(CertificateReference certificate)
    {
        if (certificate.Fingerprint is null)
        {
            return Undecided(certificate);
        }

        CsCertificateException? failure = queue!.Locate(Identity, GetReason(), out Revocation revocation, out string which, out string holder)
            ?? Warn(revocation.UserKey, holder);
        if (failure is not null)
        {
            return failure;
        }

        if (Agreed(which, $"{Action} one client certificate"))
        {
            queue.Add(revocation, which);
        }

        return null;
    }

    // A list of lost devices may mean the devices, or the people who lost them. It never means all of a user's certificates unasked.
    private InputException Undecided(CertificateReference certificate)
    {
        string property = Identity.Property ?? nameof(Identity);
        string person = certificate.IsSelection ? $"Select-Object -ExpandProperty {property}" : $"Select-Object {property}";
        return new InputException(
            ErrorKind.InvalidCertificate,
            $"The object given for \"{Identity.Text}\" describes a certificate but has no valid Thumbprint: it is not clear whether the certificate or the user is meant, and nothing was {Done}. To {Verb} all certificates of the user, pipe only the user ({person}); to {Verb} the one certificate, pipe it from {Finder}.");
    }

    // What is refused for one user is no reason to lose those before: they are on disk before anybody reads of it.
    private void Refuse(CsCertificateException failure, string identity)
    {
        if (!ErrorRecords.EndsCommand(failure.Kind))
        {
            changes!.Flush();
            if (!IsWhatIf)
            {
                Require(Registry.RecordRefusal(Action, RevocationQueue.ConcernedBy(failure, identity), failure), identity);
            }
        }

        Show(failure, identity);
    }

    private void Show(CsCertificateException failure, string identity)
    {
        if (Force && !ErrorRecords.EndsCommand(failure.Kind))
        {
            WriteVerbose(failure.Message);
        }
        else
        {
            Report(failure, identity);
        }
    }
}
