using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Errors;

/// <summary>A registry that cannot be used ends the command before any identity is looked at.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class RegistryErrorTests : ModuleTest
{
    [Fact]
    public void There_is_none()
    {
        var error = Check("RegistryNotFound", ErrorCategory.ResourceUnavailable);

        Assert.Equal(
            $"There is no certificate registry at \"{Registry}\". Import-CsUser creates one from a directory export; Connect-CsCertificateRegistry selects another.",
            error.Exception.Message);
        Assert.False(File.Exists(Registry));
    }

    [Fact]
    public void It_is_no_database()
    {
        WriteRegistry("This is a text file, not a registry, and long enough to be more than a header. "u8.ToArray().Concat(new byte[1000]));

        Assert.Contains(Registry, Check("RegistryCorrupt", ErrorCategory.InvalidData).Exception.Message);
    }

    [Fact]
    public void It_is_damaged()
    {
        Litware.WriteTo(Registry);
        var bytes = File.ReadAllBytes(Registry);
        Array.Fill<byte>(bytes, 0x5a, 4096, bytes.Length - 4096);
        File.WriteAllBytes(Registry, bytes);

        Assert.Contains("damaged", Check("RegistryCorrupt", ErrorCategory.InvalidData).Exception.Message);
    }

    [Fact]
    public void A_later_version_made_it()
    {
        Litware.WriteTo(Registry);
        // SQLite keeps the user version, where the schema's version stands, at byte 60 of its header.
        var bytes = File.ReadAllBytes(Registry);
        bytes[60] = 0x00;
        bytes[61] = 0x0f;
        File.WriteAllBytes(Registry, bytes);

        var error = Check("RegistryTooNew", ErrorCategory.InvalidData);
        Assert.Contains("Update the module.", error.Exception.Message);
    }

    [Fact]
    public void It_is_a_folder()
    {
        Directory.CreateDirectory(Registry);

        Assert.Contains("not a file", Check("RegistryUnavailable", ErrorCategory.OpenError).Exception.Message);
    }

    [Theory]
    [InlineData("its group", UnixFileMode.GroupWrite)]
    [InlineData("everybody", UnixFileMode.OtherWrite)]
    public void Others_can_write_it(string who, UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are a matter of Unix");
        Litware.WriteTo(Registry);
        File.SetUnixFileMode(Registry, File.GetUnixFileMode(Registry) | mode);

        var error = Check("AccessDenied", ErrorCategory.PermissionDenied);
        Assert.Contains($"is writable by {who}", error.Exception.Message);
        Assert.Contains("chmod go-w", error.Exception.Message);
    }

    [Theory]
    [InlineData("its group", UnixFileMode.GroupWrite)]
    [InlineData("everybody", UnixFileMode.OtherWrite)]
    public void Others_can_write_its_folder(string who, UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are a matter of Unix");
        Litware.WriteTo(Registry);
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | mode);

        Assert.Contains($"\"{Folder}\" is writable by {who}", Check("AccessDenied", ErrorCategory.PermissionDenied).Exception.Message);
    }

    [Fact]
    public void Others_can_write_its_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are a matter of Unix");
        Litware.WriteTo(Registry);
        File.WriteAllBytes(Registry + "-wal", []);
        File.SetUnixFileMode(Registry + "-wal", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        Assert.Contains("-wal\" is writable by everybody", Check("AccessDenied", ErrorCategory.PermissionDenied).Exception.Message);
    }

    [Fact]
    public void It_has_a_second_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links are counted on Unix");
        Litware.WriteTo(Registry);
        Run("& ln $Registry \"$Folder/other.db\"").Clean();

        Assert.Contains("hard links", Check("AccessDenied", ErrorCategory.PermissionDenied).Exception.Message);
    }

    [Fact]
    public void The_pipeline_s_first_command_does_not_start_for_nothing()
    {
        var reply = Run("$seen = 0; 1..3 | ForEach-Object { $script:seen++; 'Ken Myer' } | Get-CsClientCertificate");

        Assert.NotNull(reply.Failure);
        Assert.Equal(0, Run("$seen").One<int>());
    }

    private void WriteRegistry(IEnumerable<byte> bytes)
    {
        Litware.WriteTo(Registry);
        File.WriteAllBytes(Registry, [.. bytes]);
    }

    // Every command ends with it.
    private ErrorRecord Check(string id, ErrorCategory category)
    {
        foreach (var command in new[] { "Get-CsUser", "Get-CsCertificateRegistry", "'Ken Myer', 'Pilar Pinilla' | Get-CsClientCertificate" })
        {
            var reply = Run(command);
            Assert.NotNull(reply.Failure);
            Assert.Empty(reply.Output);
            Assert.StartsWith(id + ",", reply.Error.FullyQualifiedErrorId);
            Assert.Equal(category, reply.Error.CategoryInfo.Category);
        }

        return Run("Get-CsUser").Error;
    }
}
