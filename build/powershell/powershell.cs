#!/usr/bin/env dotnet
#:package System.Management.Automation@7.6.9
#:property PublishAot=false
#:property AssemblyName=powershell
#:property RootNamespace=CsClientCertificate.Hosting
#:property NoWarn=$(NoWarn);CA1416
#:property SatelliteResourceLanguages=en
#:property TieredPGO=false
#:include Host/*.cs

// A PowerShell for machines that have none. It takes the two forms of pwsh's command line that the build and the tests use, so that
// either can stand for the other:
//   powershell [-NoProfile] [-NonInteractive] -File SCRIPT [ARGUMENT ...]
//   powershell [-NoProfile] [-NonInteractive] -Command TEXT
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using CsClientCertificate.Hosting;

var text = CommandLine.ToScript(args);
if (text is null)
{
    Console.Error.WriteLine("usage: powershell [-NoProfile] [-NonInteractive] (-File SCRIPT [ARGUMENT ...] | -Command TEXT)");
    return 64;
}

var host = new EngineHost(new TextInterface(Console.Out, Console.Error, Console.In, new TextScreen(ConsoleWidth())));
using var runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = PowerShell.Create(runspace);
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    shell.BeginStop(null, null);
};

var failed = false;
try
{
    shell.AddScript(text).AddCommand("Out-Default");
    // Errors are shown where they happen, among the output, as a console does.
    shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
    shell.Invoke();
}
catch (PipelineStoppedException)
{
    return 130;
}
catch (RuntimeException e)
{
    failed = true;
    using var report = PowerShell.Create(runspace);
    report.AddCommand("Out-Default").AddParameter("InputObject", AsError(e.ErrorRecord)).Invoke();
}

// `exit N` in a script file reaches no host that is not a console: it is to be read here.
var code = runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int last ? last : 0;
return failed && code == 0 ? 1 : code;

// The mark by which the formatter knows errors from an error record that is somebody's output.
static PSObject AsError(ErrorRecord error)
{
    var marked = PSObject.AsPSObject(error);
    marked.Properties.Add(new PSNoteProperty("writeErrorStream", true));
    return marked;
}

// A width that does not depend on the window where nobody looks at one.
static int ConsoleWidth()
{
    const int standard = 120;
    if (Console.IsOutputRedirected)
    {
        return standard;
    }

    return Console.WindowWidth > 0 ? Console.WindowWidth : standard;
}
