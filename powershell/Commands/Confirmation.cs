using System;
using System.Management.Automation;

namespace CsClientCertificate.Commands;

/// <summary>Whether ShouldProcess will ask, for commands that prepare the question.</summary>
internal static class Confirmation
{
    /// <param name="cmdlet">The command.</param>
    /// <param name="impact">Its ConfirmImpact.</param>
    internal static bool MayAsk(PSCmdlet cmdlet, ConfirmImpact impact)
    {
        if (cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object bound))
        {
            return LanguagePrimitives.IsTrue(bound);
        }

        string? preference = cmdlet.GetVariableValue("ConfirmPreference")?.ToString();
        return Enum.TryParse(preference, ignoreCase: true, out ConfirmImpact threshold)
            && threshold != ConfirmImpact.None
            && impact >= threshold;
    }
}
