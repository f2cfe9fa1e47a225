namespace CsClientCertificate.Commands;

/// <summary>Get-CsCertificateAudit: who did what to whose certificates, and when.</summary>
[Cmdlet(VerbsCommon.Get, "CsCertificateAudit", DefaultParameterSetName = ListSet)]
[OutputType(typeof(AuditEntry))]
public sealed class GetCsCertificateAuditCommand : RegistryCommand
{
    private const string ListSet = "List";
    private const string WaitSet = "Wait";

    // Between two looks at the log.
    private const int PauseMilliseconds = 1000;

    private readonly object gate = new();

    /// <summary>Only what concerns this user.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [UserIdTransformation]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public UserIdParameter? Identity { get; set; }

    /// <summary>Only this action.</summary>
    [Parameter]
    [ShownTextTransformation]
    [ValidateSet("Publish", "Revoke", "Restore", "Import", "Prune", "Copy")]
    public string? Action { get; set; }

    /// <summary>Only what was done after.</summary>
    [Parameter]
    [ValidateNotNull]
    [InvariantDateTransformation]
    public DateTime? After { get; set; }

    /// <summary>Only what was done before.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNull]
    [InvariantDateTransformation]
    public DateTime? Before { get; set; }

    /// <summary>Only entries whose sequence number is greater: those after the last one that was read before.</summary>
    [Parameter]
    [ShownTextTransformation]
    [ValidateRange(0, long.MaxValue)]
    public long AfterSequence { get; set; }

    /// <summary>How many entries at most; 0 returns none.</summary>
    [Parameter]
    [ShownTextTransformation]
    [ValidateNotNull]
    public UnlimitedUInt32? ResultSize { get; set; }

    /// <summary>Go on with the entries that come, until Ctrl+C.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WaitSet)]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Wait && MyInvocation.ExpectingInput)
        {
            var failure = new ArgumentException("-Wait does not take identities from the pipeline: it would wait for the first one for ever. Use -Identity.");
            ThrowTerminatingError(new ErrorRecord(failure, "WaitTakesNoInput", ErrorCategory.InvalidArgument, null));
        }

        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        long count = 0;
        ulong limit = ResultSize?.Limit ?? ulong.MaxValue;
        long last = AfterSequence;
        do
        {
            // What comes between this question and the next is read next time.
            long end = Wait || last > 0 ? End(last) : 0;
            var query = new AuditQuery(Identity, Action, After, Before, AfterSequence: last, limit);
            CsCertificateException? failure = Registry.OpenAudit(query, out Cursor<AuditEntry>? opened);
            using Cursor<AuditEntry>? entries = opened;
            if (failure is not null)
            {
                Report(failure, Identity?.Text);
                return;
            }

            long read = Show(entries!, ref end);
            count += read;
            limit -= limit == ulong.MaxValue ? 0 : (ulong)read;
            last = end;
        }
        while (Wait && limit > 0 && Pause());

        WriteVerbose($"{count} entries.");
    }

    private protected override void Interrupt()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }

        base.Interrupt();
    }

    // The sequence number of the last entry, which is not before the one that was read last.
    private long End(long last)
    {
        Require(Registry.Describe(false, null, out RegistryDescription? description), null);
        long end = description!.AuditEntryCount;
        if (end < last)
        {
            Require(
                new RegistryException(
                    ErrorKind.RegistryCorrupt,
                    $"The audit log ends with the sequence number {end}, before {last}: it was truncated, or is that of another registry or an older backup."),
                last);
        }

        return end;
    }

    private long Show(Cursor<AuditEntry> entries, ref long last)
    {
        long count = 0;
        foreach (AuditEntry entry in ReadAll(entries, "read the audit", Identity?.Text))
        {
            last = Math.Max(last, entry.Sequence);
            WriteObject(entry);
            count++;
        }

        return count;
    }

    private bool Pause()
    {
        lock (gate)
        {
            // Ctrl+C sets what StopIfAsked reads before it pulses.
            StopIfAsked();
            Monitor.Wait(gate, PauseMilliseconds);
        }

        StopIfAsked();
        return true;
    }
}
