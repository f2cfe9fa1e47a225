using System;
using System.Management.Automation;
using CsClientCertificate.Binding;
using CsClientCertificate.Completion;
using CsClientCertificate.Errors;
using CsClientCertificate.Model;
using CsClientCertificate.Pipeline;
using CsClientCertificate.Registry;

namespace CsClientCertificate.Commands;

/// <summary>Get-CsCertificateAudit: who did what to whose certificates, and when.</summary>
[Cmdlet(VerbsCommon.Get, "CsCertificateAudit")]
[OutputType(typeof(AuditEntry))]
public sealed class GetCsCertificateAuditCommand : RegistryCommand
{
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
    [Parameter]
    [ValidateNotNull]
    [InvariantDateTransformation]
    public DateTime? Before { get; set; }

    /// <summary>How many entries at most; 0 returns none.</summary>
    [Parameter]
    [ShownTextTransformation]
    [ValidateNotNull]
    public UnlimitedUInt32? ResultSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var query = new AuditQuery
        {
            Identity = Identity,
            Action = Action,
            After = After,
            Before = Before,
            Limit = ResultSize?.Limit ?? ulong.MaxValue,
        };
        CsCertificateException? failure = Registry.OpenAudit(query, out AuditCursor? opened);
        using AuditCursor? entries = opened;
        if (failure is not null)
        {
            Report(failure, Identity?.Text);
            return;
        }

        long count = 0;
        do
        {
            StopIfAsked();
            long start = StepTimes.Now;
            Require(entries!.Next(), Identity?.Text);
            Steps.Add("read the audit", start);
            count += entries.Count;
            for (int i = 0; i < entries.Count; i++)
            {
                WriteObject(entries.Read(i));
            }
        }
        while (entries.Count > 0);

        WriteVerbose($"{count} entries.");
    }
}
