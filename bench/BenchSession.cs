using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CsClientCertificate.Bench.Measuring;
using CsClientCertificate.Bench.Peers;
using CsClientCertificate.Hosting;

namespace CsClientCertificate.Bench;

/// <summary>An engine with the packaged module, the floor and the peers in it.</summary>
internal sealed class BenchSession : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="modules">Manifests to import.</param>
    public BenchSession(params string[] modules)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Get-SqliteUser", typeof(GetSqliteUserCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Get-SqliteCertificate", typeof(GetSqliteCertificateCommand), null));
        var ui = new TextInterface(Console.Out, Console.Error, TextReader.Null, new TextScreen(120));
        _runspace = RunspaceFactory.CreateRunspace(new EngineHost(ui), state);
        _runspace.Open();
        foreach (var module in modules)
        {
            Set("Module", module).Run("Import-Module $Module");
        }
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
        // Where the script has another preference.
        return shell.Streams.Error.Count == 0 ? output : throw new InvalidOperationException($"{shell.Streams.Error[0]}");
    }

    /// <summary>As <see cref="Run(string)"/>, for what prepares a session.</summary>
    public BenchSession Prepare(string script)
    {
        Run(script);
        return this;
    }

    /// <summary>Seconds a script takes; garbage of others does not count.</summary>
    public double Time(string script)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var start = Clock.Now;
        Run(script);
        return Clock.Now - start;
    }

    public void Dispose() => _runspace.Dispose();
}
