using System.Collections.ObjectModel;

namespace CsClientCertificate.Files;

/// <summary>Resolves the paths given to a command to files; reports those that are not files, and continues.</summary>
/// <param name="cmdlet">Whose location relative paths are of.</param>
/// <param name="report">Told of every path that leads to no file.</param>
internal sealed class InputFiles(PSCmdlet cmdlet, Action<CsCertificateException, string> report)
{
    internal IEnumerable<string> Matching(IEnumerable<string> patterns)
    {
        foreach (string pattern in patterns)
        {
            foreach (string file in Files(pattern, Expand))
            {
                yield return file;
            }
        }
    }

    internal IEnumerable<string> Literal(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            foreach (string file in Files(path, literal => [RegistryLocation.Resolve(cmdlet, literal)]))
            {
                yield return file;
            }
        }
    }

    private List<string> Files(string given, Func<string, IReadOnlyCollection<string>> resolve)
    {
        var files = new List<string>();
        try
        {
            IReadOnlyCollection<string> paths = resolve(given);
            foreach (string path in paths)
            {
                if (File.Exists(path))
                {
                    files.Add(path);
                }
                else if (paths.Count == 1)
                {
                    throw NotFound(Directory.Exists(path)
                        ? $"\"{given}\" is a folder. Specify the files in it, for instance with {Path.Combine(given, "*")}."
                        : $"There is no file \"{path}\".");
                }
            }

            if (paths.Count == 0)
            {
                throw NotFound($"No file matches \"{given}\".");
            }
        }
        catch (InputException failure)
        {
            report(failure, given);
        }

        return files;
    }

    private Collection<string> Expand(string pattern)
    {
        try
        {
            Collection<string> paths = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            return provider.Name == "FileSystem"
                ? paths
                : throw RegistryLocation.NotOfTheFileSystem(pattern);
        }
        catch (Exception failure) when (failure is SessionStateException or WildcardPatternException)
        {
            throw new InputException(ErrorKind.FileNotFound, failure.Message, failure);
        }
    }

    private static InputException NotFound(string message) => new(ErrorKind.FileNotFound, message);
}
