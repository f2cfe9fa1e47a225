using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Windows;

/// <summary>What the execution policies make of a module that is not signed, as docs/packaging.md says.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class ExecutionPolicyTests : IDisposable
{
    private const string Variable = "PSExecutionPolicyPreference";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public ExecutionPolicyTests() => Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has execution policies");

    [Fact]
    public void RemoteSigned_takes_the_module() => Assert.Null(Import("RemoteSigned").Failure);

    [Fact]
    public void Restricted_refuses_its_views()
    {
        var failure = Import("Restricted").Failure;

        Assert.NotNull(failure);
        Assert.Contains("running scripts is disabled on this system", failure.ErrorRecord.Exception.Message);
        Assert.Contains(".format.ps1xml", failure.ErrorRecord.Exception.Message);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    private static Reply Import(string policy)
    {
        Environment.SetEnvironmentVariable(Variable, policy);
        using var session = new Session();
        return session.Set("Manifest", Places.Manifest).Run("Import-Module $Manifest -ErrorAction Stop");
    }
}
