namespace CsClientCertificate.Files;

/// <summary>A file that a command makes.</summary>
internal static class WrittenFile
{
    /// <summary>The absolute path of a file to be written; its folder must exist.</summary>
    /// <param name="cmdlet">Whose location relative paths are of.</param>
    /// <param name="path">The path as it was given.</param>
    /// <param name="what">What the file is: "report".</param>
    /// <param name="example">A name for it.</param>
    internal static string Resolve(PSCmdlet cmdlet, string path, string what, string example)
    {
        string resolved = RegistryLocation.Resolve(cmdlet, path);
        if (Directory.Exists(resolved))
        {
            throw new InputException(
                ErrorKind.FileNotFound,
                $"\"{path}\" is a folder. Specify a file for the {what}, for instance {Path.Combine(path, example)}.");
        }

        string? folder = Path.GetDirectoryName(resolved);
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
        {
            throw new InputException(
                ErrorKind.FileNotFound, $"There is no folder \"{folder}\" for the {what} \"{path}\". Create the folder first.");
        }

        return resolved;
    }

    /// <summary>The file as Get-Item returns it.</summary>
    internal static PSObject Emitted(PSCmdlet cmdlet, string path)
    {
        // In a location of another provider a plain path would be one of that.
        PathIntrinsics paths = cmdlet.SessionState.Path;
        string item = paths.CurrentLocation.Provider.Name == "FileSystem" ? path : "Microsoft.PowerShell.Core\\FileSystem::" + path;
        foreach (PSObject file in cmdlet.InvokeProvider.Item.Get([item], force: true, literalPath: true))
        {
            return file;
        }

        return PSObject.AsPSObject(new FileInfo(path));
    }
}
