using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Sort-Object: by the objects themselves or by properties, as PowerShell compares.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObjectStandIn : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Property { get; set; } = [];

    [Parameter]
    public SwitchParameter Descending { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject!);

    protected override void EndProcessing()
    {
        var order = Comparer<PSObject>.Create(Compare);
        WriteObject(Descending ? _items.OrderDescending(order) : _items.Order(order), enumerateCollection: true);
    }

    private int Compare(PSObject? left, PSObject? right)
    {
        if (Property.Length == 0)
        {
            return LanguagePrimitives.Compare(left, right, ignoreCase: true);
        }

        return Property.Select(name => LanguagePrimitives.Compare(Value(left, name), Value(right, name), ignoreCase: true))
            .FirstOrDefault(result => result != 0);
    }

    private static object? Value(PSObject? item, string name) => item?.Properties[name]?.Value;
}
