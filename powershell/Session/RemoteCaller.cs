using System.Management.Automation.Remoting;

namespace CsClientCertificate.Session;

/// <summary>Who is at the other end of a remoting or JEA session.</summary>
internal static class RemoteCaller
{
    // Of the runspace: a function's or script's own variable of this name says nothing.
    private const string Variable = "global:PSSenderInfo";

    /// <summary>The name of the user who connected, from what PowerShell puts into the session; null if there is none.</summary>
    /// <param name="session">The session of a command.</param>
    internal static string? Of(SessionState session)
    {
        PSVariable? variable = session.PSVariable.Get(Variable);

        // As PowerShell makes it: an assignment makes one that can be written.
        if (variable is null || (variable.Options & (ScopedItemOptions.ReadOnly | ScopedItemOptions.Constant)) == 0)
        {
            return null;
        }

        object? value = variable.Value is PSObject wrapped ? wrapped.BaseObject : variable.Value;
        string? name = (value as PSSenderInfo)?.UserInfo?.Identity?.Name;
        return string.IsNullOrEmpty(name) ? null : name;
    }
}
