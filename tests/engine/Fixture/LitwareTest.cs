namespace CsClientCertificate.Tests.Fixture;

/// <summary>Base of the tests that work on the directory and the certificates of tests/data. Each has a registry of its own with them in it.</summary>
public abstract class LitwareTest : ModuleTest
{
    protected LitwareTest()
        : base(filled: true)
    {
    }
}
