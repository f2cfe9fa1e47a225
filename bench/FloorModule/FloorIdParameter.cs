using System.Management.Automation;

namespace CsClientCertificate.Bench.Floor;

/// <summary>Binds as the real parameter's type does: by three constructors.</summary>
public sealed class FloorIdParameter
{
    public FloorIdParameter(string text) => Text = text;

    public FloorIdParameter(FloorUser user)
    {
        Text = user.Identity;
        User = user;
    }

    public FloorIdParameter(object value)
    {
        User = (value is PSObject wrapped ? wrapped.BaseObject : value) as FloorUser;
        Text = User?.Identity ?? value.ToString();
    }

    public string Text { get; }

    public FloorUser? User { get; }
}
