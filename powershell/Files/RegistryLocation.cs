namespace CsClientCertificate.Files;

/// <summary>Paths that need not exist yet, as the file system knows them.</summary>
internal static class RegistryLocation
{
    /// <summary>The absolute path; relative paths are relative to PowerShell's location, not to the working directory of the process.</summary>
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

        throw NotOfTheFileSystem(path);
    }

    internal static InputException NotOfTheFileSystem(string path) => new(ErrorKind.FileNotFound, $"\"{path}\" is not a file system path.");
}
