using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>
/// The stand-ins: small cmdlets in the place of commands that the engine's package lacks (those of Microsoft.PowerShell.Utility and
/// .Management). Each does what the tests need of the real one, the same way, and is loaded only where the real one isn't there.
/// </summary>
public static class StandIn
{
    private static readonly Lazy<SessionStateCmdletEntry[]> Missing = new(FindMissing);

    public static void AddMissing(InitialSessionState state) => state.Commands.Add(Missing.Value);

    /// <summary>
    /// A script that imports a stand-in for the module Microsoft.PowerShell.Management, in whose name the engine calls the commands with
    /// which it completes file names; where the real one is, nothing.
    /// </summary>
    /// <param name="folder">Where a manifest may be written.</param>
    public static string ManagementModule(TemporaryFolder folder)
    {
        var manifest = folder.Write(
            "Microsoft.PowerShell.Management.psd1",
            $"@{{ ModuleVersion = '1.0'; RootModule = '{typeof(StandIn).Assembly.Location.Replace("'", "''")}'; CmdletsToExport = 'Get-ChildItem', 'Get-Item', 'Resolve-Path' }}");
        return $"if (-not (Get-Command Microsoft.PowerShell.Management\\Resolve-Path -ErrorAction Ignore)) {{ Import-Module '{manifest.Replace("'", "''")}' }}";
    }

    private static SessionStateCmdletEntry[] FindMissing()
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return [.. All().Where(entry => !IsThere(runspace, entry.Name))];
    }

    private static IEnumerable<SessionStateCmdletEntry> All() =>
        from type in typeof(StandIn).Assembly.GetTypes()
        let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
        where cmdlet is not null && type.Namespace == typeof(StandIn).Namespace
        select new SessionStateCmdletEntry($"{cmdlet.VerbName}-{cmdlet.NounName}", type, null);

    private static bool IsThere(Runspace runspace, string name)
    {
        using var shell = PowerShell.Create(runspace);
        return shell.AddCommand("Get-Command").AddParameter("Name", name).AddParameter("ErrorAction", "Ignore").Invoke().Count > 0;
    }
}
