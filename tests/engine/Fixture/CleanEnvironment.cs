using System.Runtime.CompilerServices;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>Keeps the tests away from a registry that the person who runs them may have.</summary>
internal static class CleanEnvironment
{
    [ModuleInitializer]
    internal static void Arrange()
    {
        var nowhere = Path.Combine(Path.GetTempPath(), "cscert-tests-" + Guid.NewGuid().ToString("N"));
        Environment.SetEnvironmentVariable("CS_CERTIFICATE_REGISTRY", null);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", nowhere);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(nowhere))
            {
                Directory.Delete(nowhere, recursive: true);
            }
        };
    }
}

/// <summary>For tests that change the process's environment, or measure it: `[Collection(EnvironmentTests.Name)]` lets none run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    public const string Name = "environment";
}
