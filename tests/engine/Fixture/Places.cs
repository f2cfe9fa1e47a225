using System.Reflection;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>Where the tests find what they test. The environment variable CSCERT_TEST_MODULE names another copy of the module.</summary>
public static class Places
{
    private static readonly string Root = typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ProjectRoot").Value!;

    /// <summary>The folder of the module as it is packaged.</summary>
    public static string Module =>
        Environment.GetEnvironmentVariable("CSCERT_TEST_MODULE") is { Length: > 0 } other ? other : InRoot("out", "CsClientCertificate");

    /// <summary>The folder in which the module is found by its name. A packaged one lies in a folder of its version below its own.</summary>
    public static string Modules => Path.GetDirectoryName(
        Path.GetFileName(Module) == "CsClientCertificate" ? Module : Path.GetDirectoryName(Module))!;

    public static string Manifest => Path.Combine(Module, "CsClientCertificate.psd1");

    /// <summary>The folder of the directory export and the certificates.</summary>
    public static string Data => InRoot("tests", "data");

    public static string InRoot(params string[] parts) => Path.Combine([Root, .. parts]);
}
