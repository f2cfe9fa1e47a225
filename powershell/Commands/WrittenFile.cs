using System.IO;
using System.Management.Automation;
using CsClientCertificate.Errors;

namespace CsClientCertificate.Commands;

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
                $"\"{ShownText.Of(path)}\" is a folder. Give the {what} a file, for instance {ShownText.Of(Path.Combine(path, example))}.");
        }

        string? folder = Path.GetDirectoryName(resolved);
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
        {
            throw new InputException(
                ErrorKind.FileNotFound, $"There is no folder \"{ShownText.Of(folder)}\" for the {what} \"{ShownText.Of(path)}\". Make the folder first.");
        }

        return resolved;
    }

    /// <summary>The file as Get-Item emits it.</summary>
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
