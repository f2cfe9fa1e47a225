namespace CsClientCertificate.Native;

/// <summary>The mount that a file is on, in Linux.</summary>
internal static class MountedFolder
{
    private const string Mounts = "/proc/self/mountinfo";

    /// <summary>The mount point that a file lies below, if nothing may be executed there.</summary>
    internal static string? WithoutExecution(string path)
    {
        try
        {
            return File.Exists(Mounts) ? WithoutExecution(path, File.ReadAllText(Mounts)) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same of mounts as proc(5) describes them: fields by blanks, the fifth the mount point, the sixth its options.</summary>
    internal static string? WithoutExecution(string path, string mounts)
    {
        string found = string.Empty;
        bool executes = true;
        foreach (string mount in mounts.Split('\n'))
        {
            string[] fields = mount.Split(' ');
            if (fields.Length < 6)
            {
                continue;
            }

            // Of two at one place the later hides the earlier.
            string point = fields[4].Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
            string below = point.EndsWith("/", StringComparison.Ordinal) ? point : point + "/";
            if (path.StartsWith(below, StringComparison.Ordinal) && point.Length >= found.Length)
            {
                found = point;
                executes = Array.IndexOf(fields[5].Split(','), "noexec") < 0;
            }
        }

        return executes ? null : found;
    }
}
