using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CsClientCertificate.Hosting;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>
/// A session whose screen keeps every character, escape sequences too, as a terminal gets them. Other sessions' screens take
/// sequences away, also those that should not have come.
/// </summary>
public sealed class RawSession : IDisposable
{
    private readonly StringWriter _screen = new();
    private readonly Runspace _runspace;

    public RawSession(string registry)
    {
        var state = InitialSessionState.CreateDefault2();
        StandIns.StandIn.AddMissing(state);
        var ui = new TextInterface(_screen, _screen, TextReader.Null, new TextScreen(120)) { KeepsSequences = true };
        _runspace = RunspaceFactory.CreateRunspace(new EngineHost(ui), state);
        _runspace.Open();
        _runspace.SessionStateProxy.SetVariable("Registry", registry);
        // The engine's own colours, of headings, would hide what a name brought.
        Show(ChildEngine.Import + """
            $PSStyle.OutputRendering = 'Ansi'
            $PSStyle.Formatting.TableHeader = $PSStyle.Formatting.CustomTableHeaderLabel = $PSStyle.Formatting.FormatAccent = ''
            Connect-CsCertificateRegistry -Path $Registry
            """);
    }

    public string Show(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        // Errors as plain text: the engine's own view colours them.
        shell.AddScript("& { " + script + " } 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $_.Exception.Message } else { $_ } }").AddCommand("Out-Default");
        _screen.GetStringBuilder().Clear();
        shell.Invoke();
        return _screen.ToString().Replace("\u001b[0m", "");
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _screen.Dispose();
    }
}
