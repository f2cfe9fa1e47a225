using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Windows;

/// <summary>Base of the tests of what only Windows has.</summary>
public abstract class WindowsTest : ModuleTest
{
    // An initializer, which runs before the base's constructor: a session that was opened for a test that is then skipped is never closed.
    private readonly bool _isWindows = Require();

    private static bool Require()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "this is a matter of Windows");
        return true;
    }
}
