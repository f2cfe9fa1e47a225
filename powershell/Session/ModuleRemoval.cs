using System.Management.Automation.Runspaces;

namespace CsClientCertificate.Session;

/// <summary>Remove-Module: the connections that the runspace keeps are closed.</summary>
public sealed class ModuleRemoval : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Runspace.DefaultRunspace is Runspace runspace)
        {
            RegistrySession.Rest(runspace);
        }
    }
}
