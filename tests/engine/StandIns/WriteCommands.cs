using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Write-Output.</summary>
[Cmdlet(VerbsCommunications.Write, "Output")]
public sealed class WriteOutputStandIn : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject, enumerateCollection: true);
}

/// <summary>Stand-in for Write-Host.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostStandIn : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public object? Object { get; set; }

    protected override void ProcessRecord() => Host.UI.WriteLine(LanguagePrimitives.ConvertTo<string>(Object));
}

/// <summary>Stand-in for Write-Verbose.</summary>
[Cmdlet(VerbsCommunications.Write, "Verbose")]
public sealed class WriteVerboseStandIn : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string Message { get; set; } = "";

    protected override void ProcessRecord() => WriteVerbose(Message);
}

/// <summary>Stand-in for Write-Warning.</summary>
[Cmdlet(VerbsCommunications.Write, "Warning")]
public sealed class WriteWarningStandIn : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string Message { get; set; } = "";

    protected override void ProcessRecord() => WriteWarning(Message);
}

/// <summary>Stand-in for Write-Error.</summary>
[Cmdlet(VerbsCommunications.Write, "Error")]
public sealed class WriteErrorStandIn : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string Message { get; set; } = "";

    protected override void ProcessRecord() =>
        WriteError(new ErrorRecord(new WriteErrorException(Message), "WriteError", ErrorCategory.NotSpecified, null));

    private sealed class WriteErrorException(string message) : Exception(message);
}
