using System.Security.Cryptography.X509Certificates;

namespace CsClientCertificate.Commands;

/// <summary>Publish-CsClientCertificate: publishes certificates in the registry, so that users can sign in with them.</summary>
[Cmdlet(VerbsData.Publish, "CsClientCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CertInfoDetails))]
public sealed class PublishCsClientCertificateCommand : CertificateCommand
{
    // Of so many is found out at once whose they are.
    private const int QuestionsPrepared = 64;

    private readonly List<Publication> questions = new(QuestionsPrepared);
    private readonly CountedWarnings warnings = new();
    private PublicationQueue? queue;
    private QueueFlush? changes;
    private bool? sharesWithNext;
    private ProgressMeter? progress;
    private long filesRead;
    private long published;
    private long alreadyThere;
    private long revoked;
    private long refused;
    private long revokedAndSkipped;

    /// <summary>The user; each certificate must name this user.</summary>
    [Parameter]
    [UserIdTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public UserIdParameter? Identity { get; set; }

    /// <summary>The device they were issued to: a GUID in any usual format.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DeviceIdTransformation]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string? DeviceId { get; set; }

    /// <summary>When they were published; now if not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNullTransformation]
    [InvariantDateTransformation]
    public DateTime? PublicationTime { get; set; }

    /// <summary>Show what was published.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override RegistryUse Use => RegistryUse.Fill;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        progress = new ProgressMeter(this, "Publishing client certificates");
        queue = new PublicationQueue(Registry);
        changes = new QueueFlush(this, queue, "publish", "published", Tell, ShowProgress);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Unless somebody is to hear of each before the next comes.
        sharesWithNext ??= !PassThru && !StopsAtMessages && !IsVerbose && !Confirmation.IsDue;
        base.ProcessRecord();
        Ask();
        if (sharesWithNext == true)
        {
            changes!.FlushIfDue();
        }
        else
        {
            changes!.Flush();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        changes!.Flush();
        progress!.Complete();
        foreach (string rest in warnings.Rest())
        {
            WriteWarning(rest);
        }

        if (revokedAndSkipped > 0)
        {
            string skipped = revokedAndSkipped == 1
                ? "One certificate was skipped because it was revoked"
                : $"{revokedAndSkipped} certificates were skipped because they were revoked";
            WriteWarning($"{skipped}: revoked certificates stay revoked, except those on hold (Restore-CsClientCertificate). Remove the files of the others, and issue new certificates to users who need them.");
        }

        WriteVerbose($"Certificates published: {published}, already there: {alreadyThere}, revoked: {revoked}, refused: {refused}.");
        base.EndProcessing();
    }

    private protected override void Take(X509Certificate2 certificate) =>
        Add(certificate.RawData, "certificate " + certificate.Thumbprint);

    private protected override void Take(string file)
    {
        ShowProgress();
        filesRead++;
        IReadOnlyList<BundleItem> items = CertificateFile.Items(file, Fail, out long privateKeys);
        if (privateKeys > 0 && warnings.Add("files that contain private keys"))
        {
            Note(new ChangeOutcome(file, $"{file} contains {privateKeys} private key(s). They were not stored. Remove them from the file: anyone who can read it can sign in with them.", null));
        }

        foreach (BundleItem item in items)
        {
            Add(item.Certificate!, item.Place(file));
        }
    }

    private protected override void Fail(CsCertificateException failure, string source) => Note(new ChangeOutcome(source, null, failure));

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

    private void ShowProgress() => progress!.Show(0, 0, $"{filesRead} files done");

    // After what became of those before; an error may end the command, which does not keep those from being published.
    private void Note(ChangeOutcome outcome)
    {
        Ask();
        queue!.Add(outcome);
        if (sharesWithNext != true || queue.IsAtLimit)
        {
            changes!.Flush();
        }
    }

    private void Add(byte[] certificate, string source)
    {
        Guid? device = string.IsNullOrEmpty(DeviceId) ? null : Guid.Parse(DeviceId!);
        bool isMeant = ParameterSetName == CertificateSet || Identity is not null;
        var publication = new Publication(certificate, source, Identity, device, PublicationTime, isMeant);
        if (Confirmation.IsDue)
        {
            questions.Add(publication);
            if (questions.Count == QuestionsPrepared)
            {
                Ask();
            }
        }
        else
        {
            queue!.Add(publication);
            if (queue.IsAtLimit)
            {
                changes!.Flush();
            }
        }
    }

    // To be asked sensibly, or told what would happen, one must know whose certificate it is: so it is tried first. What is refused
    // then is never asked about, and goes down in the audit as it does without a question. What was agreed to does not wait for the
    // next answer.
    private void Ask()
    {
        if (questions.Count == 0)
        {
            return;
        }

        Publication[] wanted = questions.ToArray();
        questions.Clear();
        NativeWriteFlags flags = Confirmation.IsWhatIf
            ? NativeWriteFlags.DryRun
            : NativeWriteFlags.DryRun | NativeWriteFlags.RecordRefusals;
        foreach (PublicationResult result in Send(wanted, flags))
        {
            if (result.Failure is not null)
            {
                Tell(new PublicationOutcome(result));
            }
            else if (ShouldProcess($"{result.Certificate} ({result.Publication.Source})", CommandName))
            {
                foreach (PublicationResult final in Send([result.Publication], NativeWriteFlags.None))
                {
                    Tell(new PublicationOutcome(final));
                }
            }
        }
    }

    private IReadOnlyList<PublicationResult> Send(IReadOnlyList<Publication> publications, NativeWriteFlags flags)
    {
        StopIfAsked();
        long start = StepTimes.Now;
        Require(Registry.Publish(publications, flags, out IReadOnlyList<PublicationResult> results), null);
        Steps.Add("publish", start);
        return results;
    }

    private void Tell(ChangeOutcome outcome)
    {
        if ((outcome as PublicationOutcome)?.Result is not PublicationResult result)
        {
            Refuse(outcome.Failure!, outcome.Name);
        }
        else if (result.IsSkipped)
        {
            revoked++;
            revokedAndSkipped++;
            WriteVerbose($"Skipped: {result.Failure!.Message} ({result.Publication.Source})");
        }
        else if (result.Failure is not null)
        {
            Refuse(result.Failure.In(result.Publication.Source), Identity?.Text ?? result.Publication.Source);
        }
        else
        {
            TellOfSuccess(result);
        }
    }

    private void Refuse(CsCertificateException failure, string target)
    {
        if (failure.Kind == ErrorKind.CertificateRevoked)
        {
            revoked++;
        }
        else if (failure.Kind != ErrorKind.FileNotFound)
        {
            refused++;
        }

        Report(failure, target);
    }

    private void TellOfSuccess(PublicationResult result)
    {
        string what = $"certificate {result.Certificate!.Thumbprint} of {result.Certificate} ({result.Publication.Source})";
        if (result.Outcome == NativePublishOutcome.AlreadyPublished)
        {
            alreadyThere++;
            WriteVerbose($"Nothing to do: {what} was published before.");
            WarnOfWhatStays(result.Publication, result.Certificate, what);
        }
        else
        {
            published++;
            WriteVerbose($"Published {what}.");
            WarnOf(result.Certificate, what);
        }

        if (PassThru)
        {
            WriteObject(result.Certificate);
        }
    }

    private void WarnOfWhatStays(Publication publication, CertInfoDetails certificate, string what)
    {
        var stays = new List<string>(2);
        if (publication.DeviceId is Guid device && device.ToString("B") != certificate.DeviceId)
        {
            string stored = certificate.DeviceId.Length == 0 ? "none" : certificate.DeviceId;
            stays.Add($"the device id remains {stored}, not {device:B}");
        }

        if (publication.GivenTime is DateTime time && NativeTime.From(time) != NativeTime.From(certificate.PublicationTime))
        {
            stays.Add($"the publication time remains {certificate.PublicationTime}, not {time.ToLocalTime()}");
        }

        if (stays.Count > 0)
        {
            Warn("certificates whose stored device id or publication time remains", $"Nothing changed: {what} was published before; {string.Join(", and ", stays)}.");
        }
    }

    // Legal, and hardly ever what was meant.
    private void WarnOf(CertInfoDetails certificate, string what)
    {
        if (certificate.ExpirationTime <= certificate.PublicationTime)
        {
            Warn("certificates that have already expired", $"Published {what}, which has already expired: nobody can sign in with it. Issue a new one, or specify -PublicationTime if it was published earlier.");
        }
        else if ((certificate.IsUserGone || certificate.IsAccountDisabled) && certificate.ExpirationTime > DateTime.Now)
        {
            string state = certificate.IsUserGone ? "is no longer in the directory" : "is disabled in the directory";
            Warn("certificates of accounts that are disabled or no longer in the directory", $"Published {what}, whose account {state}. The certificate is still valid, until {certificate.ExpirationTime:d}; Revoke-CsClientCertificate revokes it.");
        }
    }

    private void Warn(string kind, string text)
    {
        if (warnings.Add(kind))
        {
            WriteWarning(text);
        }
    }
}
