using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Harness;

/// <summary>The engine in a process of its own.</summary>
public sealed class ChildEngineTests
{
    [Fact]
    public void Arguments_environment_and_directory_arrive()
    {
        using var folder = new TemporaryFolder();

        var reply = ChildEngine.Run(
            "param($First, [switch] $Second)\n$First; [bool] $Second; $env:CSCERT_CHILD; [Environment]::CurrentDirectory",
            ["it's one", "-Second"], new Dictionary<string, string?> { ["CSCERT_CHILD"] = "set" }, folder);

        Assert.Equal(["it's one", "True", "set", folder], reply.Lines());
    }

    [Fact]
    public void An_exit_code_and_an_error_are_handed_back()
    {
        Assert.Equal(3, ChildEngine.Run("exit 3").ExitCode);

        var failed = ChildEngine.Run("throw 'broken'");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("broken", failed.Output + failed.Errors);
    }

    [Fact]
    public void A_child_can_be_killed()
    {
        using var child = new ChildEngine("while ($true) { }");

        child.Kill();

        Assert.NotEqual(0, child.Wait().ExitCode);
    }

    [Fact]
    public void Another_command_may_stand_before_the_engine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "umask is a matter of Unix");

        var reply = ChildEngine.Run("& sh -c umask", through: ["sh", "-c", "umask 027; exec \"$@\"", "sh"]);

        Assert.Equal("0027", Assert.Single(reply.Lines()));
    }
}
