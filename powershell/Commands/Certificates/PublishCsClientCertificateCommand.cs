using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using CsClientCertificate.Binding;
using CsClientCertificate.Completion;
using CsClientCertificate.Errors;
using CsClientCertificate.Files;
using CsClientCertificate.Native;
using CsClientCertificate.Pipeline;
using CsClientCertificate.Registry;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Commands;

/// <summary>Publish-CsClientCertificate: publishes certificates in the registry, so that users can sign in with them.</summary>
[Cmdlet(VerbsData.Publish, "CsClientCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CertInfoDetails))]
public sealed class PublishCsClientCertificateCommand : CertificateCommand
{
    // They share a commit, which is what publishing takes time for.
    private const int GroupSize = 64;

    private readonly List<Publication> group = new(GroupSize);
    private readonly Confirmation confirmation;
    private ProgressMeter? progress;
    private long filesRead;
    private long published;
    private long alreadyThere;
    private long revoked;
    private long refused;
    private long revokedAndSkipped;

    /// <summary>The command, as PowerShell makes it.</summary>
    public PublishCsClientCertificateCommand()
    {
        confirmation = new Confirmation(this, ConfirmImpact.Medium);
    }

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
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        PublishGroup();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        progress!.Complete();
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
        progress!.Show(0, 0, $"{filesRead} files done");
        filesRead++;
        IReadOnlyList<BundleItem> items = CertificateFile.Items(file, Refuse, out long privateKeys);
        if (privateKeys > 0)
        {
            WriteWarning($"{file} contains {privateKeys} private key(s). They were not stored. Remove them from the file: anyone who can read it can sign in with them.");
        }

        foreach (BundleItem item in items)
        {
            Add(item.Certificate!, item.Place(file));
        }
    }

    private void Add(byte[] certificate, string source)
    {
        Guid? device = string.IsNullOrEmpty(DeviceId) ? null : Guid.Parse(DeviceId!);
        group.Add(new Publication(certificate, source, Identity, device, PublicationTime));
        if (group.Count == GroupSize)
        {
            PublishGroup();
        }
    }

    private void PublishGroup()
    {
        Publication[] wanted = group.ToArray();
        group.Clear();
        if (wanted.Length == 0)
        {
            return;
        }

        if (confirmation.IsDue)
        {
            Ask(wanted);
        }
        else
        {
            Publish(wanted);
        }
    }

    // To be asked sensibly, or told what would happen, one must know whose certificate it is: so it is tried first. What is refused
    // then is never asked about, and goes down in the audit as it does without a question. What was agreed to does not wait for the
    // next answer.
    private void Ask(IReadOnlyList<Publication> wanted)
    {
        NativeWriteFlags flags = confirmation.IsWhatIf
            ? NativeWriteFlags.DryRun
            : NativeWriteFlags.DryRun | NativeWriteFlags.RecordRefusals;
        foreach (PublicationResult result in Send(wanted, flags))
        {
            if (Succeeded(result) && ShouldProcess($"{result.Certificate} ({result.Publication.Source})", CommandName))
            {
                Publish([result.Publication]);
            }
        }
    }

    private void Publish(IReadOnlyList<Publication> wanted)
    {
        foreach (PublicationResult result in Send(wanted, NativeWriteFlags.None))
        {
            if (Succeeded(result))
            {
                Tell(result);
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

    private bool Succeeded(PublicationResult result)
    {
        if (result.Failure is null)
        {
            return true;
        }

        // A folder that is published every night holds what was revoked since; who names a certificate or a user means it.
        if (result.Outcome == NativePublishOutcome.RevokedUnchanged && ParameterSetName != CertificateSet && Identity is null)
        {
            revoked++;
            revokedAndSkipped++;
            WriteVerbose($"Skipped: {result.Failure.Message} ({result.Publication.Source})");
            return false;
        }

        Refuse(result.Failure.In(result.Publication.Source), Identity?.Text ?? result.Publication.Source);
        return false;
    }

    private void Refuse(CsCertificateException failure, string target)
    {
        if (failure.Kind == ErrorKind.CertificateRevoked)
        {
            revoked++;
        }
        else
        {
            refused++;
        }

        Report(failure, target);
    }

    private void Tell(PublicationResult result)
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
            WriteWarning($"Nothing changed: {what} was published before; {string.Join(", and ", stays)}.");
        }
    }

    // Legal, and hardly ever what was meant.
    private void WarnOf(CertInfoDetails certificate, string what)
    {
        if (certificate.ExpirationTime <= certificate.PublicationTime)
        {
            WriteWarning($"Published {what}, which has already expired: nobody can sign in with it. Issue a new one, or specify -PublicationTime if it was published earlier.");
        }
        else if ((certificate.IsUserGone || certificate.IsAccountDisabled) && certificate.ExpirationTime > DateTime.Now)
        {
            string state = certificate.IsUserGone ? "is no longer in the directory" : "is disabled in the directory";
            WriteWarning($"Published {what}, whose account {state}. The certificate is still valid, until {certificate.ExpirationTime:d}; Revoke-CsClientCertificate revokes it.");
        }
    }
}
