using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CsClientCertificate.Hosting;

namespace CsClientCertificate.Bench;

/// <summary>An engine with the packaged module and the floor in it.</summary>
internal sealed class BenchSession : IDisposable
{
    private readonly Runspace _runspace;

    public BenchSession(string module, string registry)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Get-Floor", typeof(GetFloorCommand), null));
        var ui = new TextInterface(Console.Out, Console.Error, TextReader.Null, new TextScreen(120));
        _runspace = RunspaceFactory.CreateRunspace(new EngineHost(ui), state);
        _runspace.Open();
        Set("Module", module).Set("Registry", registry);
        Run("Import-Module $Module; Connect-CsCertificateRegistry -Path $Registry");
    }

    public BenchSession Set(string name, object value)
    {
        _runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <summary>Runs a script that must not report any error.</summary>
    public IReadOnlyList<PSObject> Run(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        var output = shell.AddScript("$ErrorActionPreference = 'Stop'\n" + script).Invoke();
        return output;
    }

    public TimeSpan Time(string script)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        Run(script);
        return watch.Elapsed;
    }

    public void Dispose() => _runspace.Dispose();
}
