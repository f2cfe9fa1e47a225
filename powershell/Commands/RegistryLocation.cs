using System.Management.Automation;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Commands;

/// <summary>Paths that need not exist yet, as the file system knows them.</summary>
internal static class RegistryLocation
{
    /// <summary>The absolute path; relative ones are of PowerShell's location, not of the process's working directory.</summary>
    internal static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            string resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name == "FileSystem")
            {
                return resolved;
            }
        }
        catch (SessionStateException failure)
        {
            throw new InputException(ErrorKind.FileNotFound, failure.Message, failure);
        }

        throw new InputException(ErrorKind.FileNotFound, $"\"{path}\" is not a path of the file system.");
    }
}
