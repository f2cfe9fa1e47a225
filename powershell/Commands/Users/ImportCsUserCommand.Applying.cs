namespace CsClientCertificate.Commands;

// Putting what was staged into the registry, in one transaction.
public sealed partial class ImportCsUserCommand
{
    // Between two steps Ctrl+C is heard and progress shown; the transaction goes on across them.
    private const int EntriesAStep = 5000;

    private void Apply()
    {
        string registry = RegistrySession.Current.ToString();
        if (IsWhatIf)
        {
            ImportSummary would = ApplyAll(NativeWriteFlags.DryRun);
            ShouldProcess($"Import users into \"{registry}\": {Describe(would)}.", null, null);
        }
        else if (ShouldProcess(registry, CommandName))
        {
            WriteObject(ApplyAll(NativeWriteFlags.None));
        }
    }

    private ImportSummary ApplyAll(NativeWriteFlags flags)
    {
        var progress = new ProgressMeter(this, "Importing users");
        NativeImportSummary summary;
        do
        {
            StopIfAsked();
            long start = StepTimes.Now;
            CsCertificateException? failure = import!.Apply(flags, EntriesAStep, out summary);
            Steps.Add("apply the users", start);
            if (failure is InputException)
            {
                // A -Prune that is refused has its reasons among them.
                TellNotices(null);
            }

            Require(failure, null);
            progress.Show(summary.Processed, summary.Total, $"{summary.Processed} of {summary.Total}");
        }
        while (summary.Finished == 0);

        progress.Complete();

        // Said only now, with everything committed: an -ErrorAction Stop must not come in between.
        TellNotices(null);
        return new ImportSummary(summary);
    }

    private static string Describe(ImportSummary would) =>
        $"{would.Added} added, {would.Updated} updated, {would.Unchanged} unchanged, {would.Removed} removed, "
        + $"{would.Rejected} rejected; {would.CertificatesPublished} certificates published, {would.CertificatesSkipped} skipped";
}
