using System.Management.Automation;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>Stand-in for Get-Item: the provider's own objects, with PSPath and the rest.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemStandIn : PathCommand
{
    protected override void Process(string path, bool literal) =>
        WriteObject(InvokeProvider.Item.Get([path], force: false, literal), enumerateCollection: true);
}

/// <summary>Stand-in for Get-ChildItem: the provider's own objects, with PSPath and the rest.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemStandIn : PathCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void Process(string path, bool literal) =>
        WriteObject(InvokeProvider.ChildItem.Get([path], Recurse, force: false, literal), enumerateCollection: true);
}

/// <summary>Stand-in for Set-Location.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
public sealed class SetLocationStandIn : PathCommand
{
    protected override void Process(string path, bool literal) => SessionState.Path.SetLocation(literal ? WildcardPattern.Escape(path) : path);
}
