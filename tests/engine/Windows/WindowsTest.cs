using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Windows;

/// <summary>Base of the tests of what only Windows has.</summary>
public abstract class WindowsTest : ModuleTest
{
    protected WindowsTest() => Assert.SkipUnless(OperatingSystem.IsWindows(), "this is a matter of Windows");
}
