using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Registries;

/// <summary>Where nobody connects a registry: the environment variable's, else the user's own place. In child processes, for the environment is theirs.</summary>
public sealed class DefaultPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_environment_variable_names_it()
    {
        var registry = _folder["chosen.db"];

        Assert.Equal([registry], Run("$null = Import-CsUser $args[0]; (Get-CsCertificateRegistry).Location", Environment(("CS_CERTIFICATE_REGISTRY", registry))).Lines());
        Assert.True(File.Exists(registry));
    }

    [Fact]
    public void Connecting_goes_before_the_environment_variable()
    {
        var reply = Run(
            "Connect-CsCertificateRegistry $args[1]; $null = Import-CsUser $args[0]; (Get-CsCertificateRegistry).Location",
            Environment(("CS_CERTIFICATE_REGISTRY", _folder["other.db"])), _folder["connected.db"]);

        Assert.Equal([_folder["connected.db"]], reply.Lines());
        Assert.False(File.Exists(_folder["other.db"]));
    }

    [Fact]
    public void A_relative_path_in_the_environment_variable_is_refused()
    {
        var reply = Run(
            "try { Get-CsUser } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }", Environment(("CS_CERTIFICATE_REGISTRY", "registry.db")));

        var lines = reply.Lines();
        Assert.StartsWith("RegistryUnavailable,", lines[0]);
        Assert.Contains("CS_CERTIFICATE_REGISTRY", lines[1]);
    }

    [Theory]
    [InlineData("home")]
    [InlineData("./home")]
    public void A_relative_home_folder_is_not_taken(string home)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the place on Windows does not depend on the user's home folder");
        var reply = Run(
            "try { Import-CsUser $args[0] } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }", Environment(("XDG_DATA_HOME", null), ("HOME", home)));

        var lines = reply.Lines();
        Assert.StartsWith("RegistryUnavailable,", lines[0]);
        Assert.Contains("is not an absolute path", lines[1]);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("")]
    [InlineData(null)]
    public void Else_it_is_the_user_s_own_place_for_the_owner_alone(string? data)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the place on Windows is the machine's, which a test must not touch");
        var expected = data == "data"
            ? _folder["data", "CsClientCertificate", "registry.db"]
            : _folder["home", ".local", "share", "CsClientCertificate", "registry.db"];
        Directory.CreateDirectory(_folder["home"]);

        var reply = Run(
            "$null = Import-CsUser $args[0]; (Get-CsCertificateRegistry).Location",
            Environment(("XDG_DATA_HOME", data == "data" ? _folder["data"] : data), ("HOME", _folder["home"])));

        Assert.Equal([expected], reply.Lines());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(expected));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(expected)!));
    }

    [Fact]
    public void The_owner_alone_whatever_the_umask_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "umask is a matter of Unix");
        var script = ChildEngine.Import + "Connect-CsCertificateRegistry $args[1]; $null = Import-CsUser $args[0]; 'done'";

        var reply = ChildEngine.Run(
            script, [Places.InRoot("tests", "data", "exports", "paged.ldif"), _folder["new", "registry.db"]], Environment(),
            through: ["sh", "-c", "umask 0; exec \"$@\"", "sh"]);

        Assert.Equal(["done"], reply.Lines());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["new", "registry.db"]));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["new"]));
    }

    public void Dispose() => _folder.Dispose();

    private static ChildReply Run(string script, Dictionary<string, string?> environment, params string[] arguments) =>
        ChildEngine.Run(ChildEngine.Import + script, [Path.Combine(Places.Data, "exports", "paged.ldif"), .. arguments], environment);

    private static Dictionary<string, string?> Environment(params (string Name, string? Value)[] variables)
    {
        var environment = new Dictionary<string, string?> { ["CS_CERTIFICATE_REGISTRY"] = null };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }
}
