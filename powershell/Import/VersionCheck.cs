using System;
using System.Management.Automation;
using System.Reflection;

namespace CsClientCertificate.Import;

/// <summary>
/// Ends the import of a version of the module where the process has loaded another one. A process keeps its first: Windows PowerShell would
/// run that under the new number, and PowerShell 7 would say only that there is an assembly of the same name.
/// </summary>
public sealed class VersionCheck : IModuleAssemblyInitializer
{
    private const string Module = "CsClientCertificate";

    /// <inheritdoc/>
    public void OnImport()
    {
        Version mine = VersionOf(typeof(VersionCheck).Assembly);
        foreach (Assembly loaded in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (loaded.GetName().Name == Module && VersionOf(loaded) != mine)
            {
                throw new InvalidOperationException(
                    $"The module {Module} {mine} cannot be imported: this process has loaded version {VersionOf(loaded)} of it, and keeps it until it ends. Start a new PowerShell.");
            }
        }
    }

    // As the manifest writes it, without the fourth number.
    private static Version VersionOf(Assembly assembly)
    {
        Version version = assembly.GetName().Version ?? new Version();
        return new Version(version.Major, version.Minor, Math.Max(version.Build, 0));
    }
}
