namespace CsClientCertificate.Commands;

/// <summary>Get-CsClientCertificate: the client certificates of users.</summary>
[Cmdlet(VerbsCommon.Get, "CsClientCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CertInfoDetails))]
public sealed class GetCsClientCertificateCommand : RegistryCommand
{
    private readonly FormerUserWarning formerUsers = new();
    private readonly AskWindow<UserIdParameter> window = new();
    private bool? asks;
    private bool debug;
    private bool verbose;
    private ProgressMeter? progress;
    private long users;

    /// <summary>The user.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [UserIdTransformation]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public UserIdParameter Identity { get; set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        debug = IsDebug;
        verbose = IsVerbose;
        progress = new ProgressMeter(this, "Reading client certificates");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        asks ??= verbose || Confirmation.IsDue;
        if (asks == true && !ShouldProcess(Identity.Text))
        {
            return;
        }

        if (!Registry.IsOnServer)
        {
            Answer(Identity);
        }
        else
        {
            window.Add(Identity);
            if (window.IsFull || asks == true)
            {
                AnswerWaiting(isLast: asks == true);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        AnswerWaiting(isLast: true);
        progress!.Complete();
        base.EndProcessing();
    }

    private void AnswerWaiting(bool isLast) =>
        Require(window.FlushAhead(identities => Registry.Ask(identities, []), TakeAnswers, Answer, isLast), null);

    private void Answer(UserIdParameter identity)
    {
        StopIfAsked();
        if (progress!.IsDue)
        {
            progress.Show(0, 0, $"{users} users done");
        }

        users++;
        long start = debug ? StepTimes.Now : 0;
        CsCertificateException? failure = Registry.CertificatesOf(identity, out CertificateBatch certificates, out long userKey, out IdentityForm form);
        if (debug)
        {
            Steps.Add("find the certificates", start);
        }

        if (failure is not null)
        {
            Report(failure, identity.Text);
            return;
        }

        if (verbose)
        {
            WriteVerbose($"\"{identity.Text}\" matched as {form.Describe()}; {certificates.Count} certificate(s).");
        }

        failure = formerUsers.Give(this, Registry, userKey, identity.Text);
        if (failure is not null)
        {
            Report(failure, identity.Text);
        }

        for (int i = 0; i < certificates.Count; i++)
        {
            WriteObject(certificates.Read(i));
        }
    }
}
