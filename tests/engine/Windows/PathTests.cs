using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Windows;

/// <summary>Paths as Windows has them: drives, backslashes, any case, shares.</summary>
public sealed class PathTests : WindowsTest
{
    [Theory]
    [InlineData("slashes")]
    [InlineData("capitals")]
    [InlineData("small letters")]
    [InlineData("no limit of length")]
    [InlineData("by way of another folder")]
    public void Any_spelling_of_a_path_is_the_same_registry(string spelling)
    {
        Litware.WriteTo(Registry);

        Session.Set("Spelling", Spell(Registry, spelling)).Run("""
            Connect-CsCertificateRegistry -Path $Spelling
            $null = Revoke-CsClientCertificate 'Ken Myer'
            """).Clean();

        Run("Connect-CsCertificateRegistry -Path $Registry").Clean();
        Assert.Single(Run("Get-CsCertificateAudit -Action Revoke").Clean().Output);
    }

    [Fact]
    public void A_path_without_a_drive_is_of_PowerShell_s_drive()
    {
        Litware.WriteTo(Registry);

        Run("Set-Location $Folder; Connect-CsCertificateRegistry -Path $Registry.Substring(2); Get-CsClientCertificate 'Ken Myer'").Clean();

        Assert.Equal([Registry], Run("Get-CsCertificateRegistry").Clean().Each("Location"));
    }

    [Theory]
    [InlineData("DIRECTORY.LDIF")]
    [InlineData(@"exports\..\Directory.ldif")]
    [InlineData("Directory.LD?F")]
    public void Names_of_files_are_found_in_any_case(string name) =>
        Assert.Equal(["52"], Run($@"Import-CsUser -Path $Data\{name}").Clean().Each("Added"));

    [Theory]
    [InlineData(@"\\server.invalid\share\registry.db")]
    [InlineData(@"\\?\UNC\server.invalid\share\registry.db")]
    [InlineData("//server.invalid/share/registry.db")]
    public void A_share_is_refused_before_it_is_asked(string path)
    {
        Run($"Connect-CsCertificateRegistry -Path '{path}'").Clean();

        foreach (var command in new[] { "Get-CsUser", "Import-CsUser $Data/directory.ldif" })
        {
            AssertNetwork(Run(command), "a share");
        }
    }

    [Fact]
    public void A_mapped_drive_is_refused()
    {
        var drive = DriveInfo.GetDrives().FirstOrDefault(drive => drive.DriveType == DriveType.Network);
        Assert.SkipWhen(drive is null, "there is no mapped drive");

        Run($@"Connect-CsCertificateRegistry -Path '{drive.Name}registry.db'").Clean();

        AssertNetwork(Run("Import-CsUser $Data/directory.ldif"), "a mapped drive", "a share");
        Assert.False(File.Exists(Path.Combine(drive.Name, "registry.db")));
    }

    private static string Spell(string path, string spelling) => spelling switch
    {
        "slashes" => path.Replace('\\', '/'),
        "capitals" => path.ToUpperInvariant(),
        "small letters" => path.ToLowerInvariant(),
        "no limit of length" => @"\\?\" + path,
        _ => Path.Combine(Path.GetDirectoryName(path)!, "none", "..", Path.GetFileName(path)),
    };

    // What Windows calls a mapped drive once it is resolved is up to the network.
    private static void AssertNetwork(Reply reply, params string[] kinds)
    {
        Assert.NotNull(reply.Failure);
        Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OpenError, reply.Error.CategoryInfo.Category);
        Assert.Contains(kinds, kind => reply.Error.Exception.Message.Contains(kind + " counts as a network file system"));
    }
}
