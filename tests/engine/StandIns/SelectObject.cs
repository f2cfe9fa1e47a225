using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Select-Object. -First stops the commands before it, whose EndProcessing is then never called.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectStandIn : PSCmdlet
{
    private int _seen;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Property { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public int Skip { get; set; }

    [Parameter]
    public int First { get; set; } = int.MaxValue;

    protected override void ProcessRecord()
    {
        _seen++;
        if (_seen > Skip)
        {
            WriteObject(Selected(InputObject!), enumerateCollection: ExpandProperty is not null);
        }

        if (_seen - Skip >= First)
        {
            throw EngineInternals.StopUpstream(this);
        }
    }

    private object? Selected(PSObject item)
    {
        if (ExpandProperty is not null)
        {
            return item.Properties[ExpandProperty]?.Value;
        }

        if (Property.Length == 0)
        {
            return item;
        }

        var result = new PSObject();
        foreach (var property in Property.SelectMany(name => item.Properties.Match(name).DefaultIfEmpty(new PSNoteProperty(name, null))))
        {
            result.Properties.Add(new PSNoteProperty(property.Name, property.Value));
        }

        result.TypeNames.Insert(0, "Selected." + item.TypeNames[0]);
        return result;
    }
}
