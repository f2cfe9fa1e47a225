using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>What whoever installs the module from a gallery expects of it.</summary>
public sealed class GalleryTests : IDisposable
{
    private readonly Session _session = new();

    [Fact]
    public void It_imports_in_strict_mode_and_says_nothing()
    {
        var reply = _session.Run($"Set-StrictMode -Version Latest; Import-Module '{Places.Manifest}' -Verbose:$false");

        Assert.Empty(reply.Clean().Output);
        Assert.Empty(reply.Warnings);
        Assert.Equal("", reply.Text);
    }

    [Fact]
    public void Its_manifest_is_clean_and_exports_by_name()
    {
        var reply = _session.Run($"Test-ModuleManifest '{Places.Manifest}'");
        var module = reply.One<PSModuleInfo>();

        Assert.Empty(reply.Warnings);
        Assert.NotEmpty(module.Description);
        Assert.NotEmpty(module.Tags);
        Assert.Equal(["Core", "Desktop"], module.CompatiblePSEditions.Order());
        Assert.All(module.FileList, file => Assert.True(File.Exists(file), file));
        Assert.DoesNotContain("'*'", File.ReadAllText(Places.Manifest));
    }

    [Fact]
    public void It_takes_no_alias_function_or_variable_of_the_session()
    {
        const string all = "Get-Command -CommandType Alias, Function | ForEach-Object { \"$($_.CommandType) $($_.Name) $($_.Definition)\" }";
        var before = _session.Run(all).All<string>();
        _session.ImportModule();

        Assert.Equal(before, _session.Run(all).All<string>());
        var module = _session.Run("Get-Module CsClientCertificate").One<PSModuleInfo>();
        Assert.Empty(module.ExportedAliases);
        Assert.Empty(module.ExportedFunctions);
        Assert.Empty(module.ExportedVariables);
    }

    [Fact]
    public void With_a_prefix_it_stands_beside_commands_of_the_same_name()
    {
        using var folder = new TemporaryFolder();
        _session.Set("Registry", folder["registry.db"]).Set("Data", Places.Data);
        _session.Run("function Get-CsUser { 'the other module' }").Clean();
        _session.Run($"Import-Module '{Places.Manifest}' -Prefix My; Connect-MyCsCertificateRegistry -Path $Registry").Clean();
        _session.Run("$null = Import-MyCsUser -Path $Data/directory.ldif").Clean();

        Assert.Equal("the other module", _session.Run("Get-CsUser").One<string>());
        Assert.Single(_session.Run("Get-MyCsUser 'Ken Myer'").Clean().Output);
        Assert.Equal(["'Ken Myer'"], _session.Complete("Get-MyCsUser 'Ken Mye").Take(1));
        Assert.Equal("Import-CsUser", _session.Run("Get-MyCsCertificateAudit -ResultSize 1 | ForEach-Object { $_.Command }").One<string>());
    }

    public void Dispose() => _session.Dispose();
}
