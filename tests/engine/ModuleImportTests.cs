using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>The module as packaged comes in, whole and with nothing more than it says.</summary>
public sealed class ModuleImportTests : IDisposable
{
    private readonly Session _session = new Session().ImportModule();

    [Fact]
    public void It_comes_from_the_packaged_folder() =>
        Assert.Equal(Places.Module, _session.Run("Get-Module CsClientCertificate").One<PSModuleInfo>().ModuleBase);

    [Fact]
    public void It_exports_the_commands_of_its_manifest_and_nothing_else()
    {
        var module = _session.Run("Get-Module CsClientCertificate").One<PSModuleInfo>();
        var listed = _session.Run($"(Test-ModuleManifest '{Places.Manifest}').ExportedCmdlets.Keys").All<string>();

        Assert.NotEmpty(listed);
        Assert.Equal(listed.Order(), module.ExportedCommands.Keys.Order());
        Assert.All(module.ExportedCommands.Values, command => Assert.Equal(CommandTypes.Cmdlet, command.CommandType));
    }

    [Fact]
    public void Its_manifest_lists_commands_by_name()
    {
        // With a wildcard the engine would have to load the module to know what it offers.
        var manifest = File.ReadAllText(Places.Manifest);

        Assert.DoesNotContain("CmdletsToExport = '*'", manifest.Replace("  ", " "));
        Assert.Equal("", _session.Show("$null = Test-ModuleManifest '" + Places.Manifest + "'"));
    }

    [Fact]
    public void Every_command_has_an_approved_verb_and_help_of_its_own()
    {
        var commands = _session.Run("Get-Command -Module CsClientCertificate").All<CmdletInfo>();

        foreach (var command in commands)
        {
            var help = _session.Run($"(Get-Help {command.Name}).Synopsis").One<string>();
            Assert.DoesNotContain($"{command.Name} [", help);
            Assert.NotEqual("", help.Trim());
        }

        using var fresh = new Session();
        Assert.Equal("", fresh.Show($"Import-Module '{Places.Manifest}'"));
    }

    [Fact]
    public void Another_version_is_refused_in_a_process_that_has_one_loaded()
    {
        using var folder = new TemporaryFolder();
        var other = OtherVersion.Make(folder);
        var mine = OtherVersion.ModuleVersion(File.ReadAllText(Places.Manifest));
        var theirs = OtherVersion.ModuleVersion(File.ReadAllText(other));
        using var fresh = new Session();

        var reply = fresh.Run($"Import-Module '{other}' -ErrorAction Stop");

        Assert.Contains($"CsClientCertificate {theirs} cannot be imported: this process has loaded version {mine} of it", reply.Failure?.ToString());
        Assert.Contains("Start a new PowerShell.", reply.Failure?.ToString());
        Assert.Empty(fresh.Run("Get-Module CsClientCertificate").All<PSModuleInfo>());
    }

    public void Dispose() => _session.Dispose();
}
