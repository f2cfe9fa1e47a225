using System.Diagnostics;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// A PowerShell in a process of its own, for what a process decides once: the environment, the working directory, umask, its death.
/// It is pwsh where there is one (Windows PowerShell on a Windows without it), else the build's own; stand-ins are not loaded there,
/// so scripts for it use Core commands only.
/// </summary>
public sealed class ChildEngine : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly TemporaryFolder _folder = new();

    /// <param name="script">The script; it may have a param block.</param>
    /// <param name="arguments">The script's arguments.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <param name="directory">The working directory.</param>
    /// <param name="through">A command that runs what stands after it, such as `sh -c 'umask 0; exec "$@"' sh`.</param>
    public ChildEngine(
        string script, string[]? arguments = null, IReadOnlyDictionary<string, string?>? environment = null,
        string? directory = null, string[]? through = null)
    {
        var file = _folder.Write("script.ps1", script);
        string[] line = [.. through ?? [], .. Engine(), "-NoProfile", "-NonInteractive", "-File", file, .. arguments ?? []];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = directory ?? _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The statement that imports the module as packaged.</summary>
    public static string Import => $"Import-Module '{Places.Manifest.Replace("'", "''")}' -ErrorAction Stop\n";

    public int Id => _process.Id;

    /// <summary>Runs a script to its end.</summary>
    public static ChildReply Run(
        string script, string[]? arguments = null, IReadOnlyDictionary<string, string?>? environment = null,
        string? directory = null, string[]? through = null)
    {
        using var child = new ChildEngine(script, arguments, environment, directory, through);
        return child.Wait();
    }

    /// <summary>Ends the process as a power cut does (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Whether it ends within that time.</summary>
    public bool HasEnded(TimeSpan within) => _process.WaitForExit(within);

    public ChildReply Wait(int seconds = 300)
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The child engine did not end within {seconds} seconds.");
        }

        return new ChildReply(_process.ExitCode, _output.Result.ReplaceLineEndings("\n"), _errors.Result.ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static string[] Engine()
    {
        foreach (var name in OperatingSystem.IsWindows() ? new[] { "pwsh.exe", "powershell.exe" } : ["pwsh"])
        {
            var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
            if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found)
            {
                return [found];
            }
        }

        var own = Places.InRoot("out", "powershell", "powershell.dll");
        Assert.True(File.Exists(own), "There is no PowerShell for a child process: build.sh makes one.");
        return [Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", own];
    }
}

public sealed record ChildReply(int ExitCode, string Output, string Errors)
{
    /// <summary>Asserts that the script ended well, and returns its output's lines.</summary>
    public string[] Lines()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}.\n{Output}\n{Errors}");
        return Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
