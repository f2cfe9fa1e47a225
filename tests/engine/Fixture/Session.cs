using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CsClientCertificate.Hosting;
using CsClientCertificate.Tests.StandIns;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>A PowerShell session over the real engine, with a console of plain text and somebody scripted at the keyboard.</summary>
public sealed class Session : IDisposable
{
    private readonly StringWriter _screen = new();
    private readonly Answers _answers = new();
    private readonly Runspace _runspace;

    public Session(int width = 120, string culture = "en-US")
    {
        var ui = new TextInterface(_screen, _screen, _answers, new TextScreen(width));
        var state = InitialSessionState.CreateDefault2();
        StandIn.AddMissing(state);
        _runspace = RunspaceFactory.CreateRunspace(new EngineHost(ui, CultureInfo.GetCultureInfo(culture)), state);
        // One thread for all scripts, as a console has: dates are read and shown in that thread's culture.
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
        KeepDrive();
        Run($"[cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '{culture}'").Clean();
    }

    // Wine now and then does not answer what its drive C: is, and the engine leaves out what does not answer.
    private void KeepDrive()
    {
        var drives = _runspace.SessionStateProxy.Drive;
        if (OperatingSystem.IsWindows() && !drives.GetAll().Any(drive => drive.Name == "C"))
        {
            var provider = _runspace.SessionStateProxy.Provider.GetOne("FileSystem");
            drives.New(new PSDriveInfo("C", provider, @"C:\", "", null), "global");
        }
    }

    /// <summary>Answers that nobody asked for yet.</summary>
    public int AnswersLeft => _answers.Left;

    /// <summary>Lines for the questions to come: "Y", "N", "A" …; a question without one fails its command.</summary>
    public Session Answer(params string[] lines)
    {
        _answers.Add(lines);
        return this;
    }

    /// <summary>Does something whenever somebody is asked, before the answer.</summary>
    public Session WhenAsked(Action look)
    {
        _answers.Asked = look;
        return this;
    }

    /// <summary>Sets a variable that scripts see as $name.</summary>
    public Session Set(string name, object? value)
    {
        _runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <summary>Imports the module as packaged, as an administrator would.</summary>
    public Session ImportModule()
    {
        try
        {
            Run($"Import-Module '{Places.Manifest.Replace("'", "''")}' -ErrorAction Stop").Clean();
            return this;
        }
        catch
        {
            // Nobody has the session yet who could.
            Dispose();
            throw;
        }
    }

    /// <summary>Runs a script and hands back what it emitted. The first terminating error ends it, so that Reply.Failure tells those from others.</summary>
    public Reply Run(string script) => Start(script).Wait();

    /// <summary>Runs a script as the console does, errors among the output, and returns the text on the screen.</summary>
    public string Show(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script).AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        _screen.GetStringBuilder().Clear();
        shell.Invoke();
        return _screen.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Starts a script that can be stopped, as with Ctrl+C, while it runs.</summary>
    public RunningScript Start(string script)
    {
        _screen.GetStringBuilder().Clear();
        var shell = PowerShell.Create(_runspace);
        // On one line with the script, so that positions in messages stay true.
        shell.AddScript("try { " + script + "\n} catch { throw }");
        return new RunningScript(shell, () => _screen.ToString());
    }

    /// <summary>The completions that Tab offers at the end of the text, in order.</summary>
    public IReadOnlyList<string> Complete(string text) => [.. CompleteFully(text).Select(match => match.CompletionText)];

    /// <summary>The same with all that belongs to them.</summary>
    public IReadOnlyList<CompletionResult> CompleteFully(string text)
    {
        using var shell = PowerShell.Create(_runspace);
        return [.. CommandCompletion.CompleteInput(text, text.Length, null, shell).CompletionMatches];
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _screen.Dispose();
    }
}
