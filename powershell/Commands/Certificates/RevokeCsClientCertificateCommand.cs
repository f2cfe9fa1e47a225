using System;
using System.Management.Automation;
using CsClientCertificate.Binding;
using CsClientCertificate.Completion;
using CsClientCertificate.Errors;
using CsClientCertificate.Model;
using CsClientCertificate.Native;
using CsClientCertificate.Pipeline;
using CsClientCertificate.Registry;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Commands;

/// <summary>Revoke-CsClientCertificate: revokes the certificates of users, so that nobody can sign in with them.</summary>
[Cmdlet(VerbsSecurity.Revoke, "CsClientCertificate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CertInfoDetails))]
public sealed partial class RevokeCsClientCertificateCommand : RegistryCommand
{
    // Leavers come by the dozen. Beyond this somebody has probably left a filter out.
    private const int Many = 1000;

    private readonly Confirmation confirmation;
    private readonly FormerUserWarning formerUsers;
    private bool? asks;
    private bool debug;
    private bool verbose;
    private ProgressMeter? progress;
    private long accepted;
    private long processed;

    /// <summary>The command, as PowerShell makes it.</summary>
    public RevokeCsClientCertificateCommand()
    {
        confirmation = new Confirmation(this, ConfirmImpact.Medium);
        formerUsers = new FormerUserWarning(this);
    }

    /// <summary>The user whose certificates to revoke; or one certificate, if it comes from Get- or Find-CsClientCertificate.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [UserIdTransformation]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public UserIdParameter Identity { get; set; } = null!;

    /// <summary>Do not show errors that concern single users. They go to -Verbose and to the audit.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The reason (RFC 5280). In a property of a piped object it can be any text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RevocationReasonCompleter))]
    public RevocationReasonParameter? Reason { get; set; }

    /// <summary>Show what was revoked.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override RegistryUse Use => RegistryUse.Change;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        ReadReason();
        base.BeginProcessing();
        debug = IsDebug;
        verbose = IsVerbose;
        progress = new ProgressMeter(this, "Revoking client certificates");
        queue = new RevocationQueue(Registry, PassThru ? NativeWriteFlags.LendCertificates : NativeWriteFlags.None);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        CsCertificateException? failure = Identity.Certificate is CertificateReference certificate
            ? RevokeOne(certificate)
            : RevokeAll();
        if (failure is not null)
        {
            Refuse(failure, Identity.Text);
        }

        processed++;
        FlushIfDue();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Flush();
        progress!.Complete();
        WarnOfOtherReasons();
        base.EndProcessing();
    }

    private CsCertificateException? RevokeAll()
    {
        long start = debug ? StepTimes.Now : 0;
        // All forms of the text at once.
        CsCertificateException? failure = Registry.Expect([Identity]);
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
        // One that this command has accepted is no longer to be warned of, and the warning may be a question.
        failure = formerUsers.Give(Registry, user.UserKey, whom, Flush);
        if (failure is not null)
        {
            return failure;
        }

        if (Agreed(whom, "Revoke all client certificates"))
        {
            queue!.Add(new Revocation(user.UserKey, Revocation.AllCertificates, TakeReason()), whom);
            WarnOfMany();
        }

        return null;
    }

    private bool Agreed(string whom, string what)
    {
        asks ??= verbose || IsVerbose || confirmation.IsDue;
        if (asks == false)
        {
            return true;
        }

        if (confirmation.MayAsk)
        {
            // Whom the last answer was about does not keep signing in for as long as this question stands.
            Flush();
        }

        return ShouldProcess(whom, what);
    }

    private void WarnOfMany()
    {
        accepted++;
        if (accepted == Many + 1)
        {
            // A warning may be a question as well.
            Flush();
            WriteWarning(
                $"This command is revoking the certificates of more than {Many} users. Ctrl+C ends it; what is revoked stays revoked, and Get-CsCertificateAudit lists it.");
        }
    }

    private CsCertificateException? RevokeOne(CertificateReference certificate)
    {
        if (certificate.Fingerprint is null)
        {
            return Undecided(certificate);
        }

        CsCertificateException? failure = Registry.Locate(Identity, out CertInfoDetails? found);
        if (failure is not null)
        {
            return failure;
        }

        if (found is null)
        {
            return new ManagementObjectNotFoundException($"The registry contains no certificate with thumbprint {Hexadecimal.Upper(certificate.Fingerprint)}. Nothing was revoked.");
        }

        failure = formerUsers.Give(Registry, found.User.Value, found.Holder, Flush);
        if (failure is not null)
        {
            return failure;
        }

        string which = $"{found.Thumbprint} of {found.Holder}";
        if (Agreed(which, "Revoke one client certificate"))
        {
            queue!.Add(new Revocation(found.User.Value, found.CertificateKey, TakeReason()), which);
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
            $"The object given for \"{Identity.Text}\" describes a certificate but has no valid Thumbprint: it is not clear whether the certificate or the user is meant, and nothing was revoked. To revoke all certificates of the user, pipe only the user ({person}); to revoke the one certificate, pipe it from Find-CsClientCertificate.");
    }

    // What is refused for one user is no reason to lose those before: they are on disk before anybody reads of it.
    private void Refuse(CsCertificateException failure, string identity)
    {
        if (!EndsCommand(failure))
        {
            Flush();
            if (!IsWhatIf)
            {
                string whom = failure is CertificateUserMismatchException mismatch ? mismatch.Holder : identity;
                Require(Registry.RecordRefusal("Revoke", whom, failure), identity);
            }
        }

        Show(failure, identity);
    }

    private void Show(CsCertificateException failure, string identity)
    {
        if (Force && !EndsCommand(failure))
        {
            WriteVerbose(failure.Message);
        }
        else
        {
            Report(failure, identity);
        }
    }

    private static bool EndsCommand(CsCertificateException failure) =>
        failure is InterruptedException || ErrorRecords.EndsCommand(failure.Kind);
}
