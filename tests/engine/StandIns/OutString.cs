using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Out-String: one string, not a stream.</summary>
[Cmdlet(VerbsData.Out, "String")]
public sealed class OutStringStandIn : FrontEndCommandBase
{
    private readonly StringWriter _text = new();

    [Parameter]
    public int Width { get; set; }

    protected override void BeginProcessing()
    {
        EngineInternals.UsePrinter(this, _text, Width > 0 ? Width : Host.UI.RawUI.BufferSize.Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        WriteObject(_text.ToString());
    }
}
