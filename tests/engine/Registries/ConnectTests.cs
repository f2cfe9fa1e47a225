using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Registries;

/// <summary>Connect-CsCertificateRegistry chooses the registry of its runspace.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class ConnectTests : ModuleTest
{
    [Fact]
    public void It_says_nothing_and_makes_nothing()
    {
        var reply = Run("Connect-CsCertificateRegistry -Path $Folder/new.db");

        Assert.Empty(reply.Clean().Output);
        Assert.Equal("", reply.Text);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void PassThru_shows_the_registry()
    {
        Litware.WriteTo(Registry);

        var reply = Run("Connect-CsCertificateRegistry -Path $Registry -PassThru").Clean();

        Assert.Equal([Registry], reply.Each("Location"));
        Assert.StartsWith("SQLite", Assert.Single(reply.Each("Engine")));
        Assert.Equal(["52"], reply.Each("UserCount"));
        Assert.Equal(["47"], reply.Each("CertificateCount"));
        Assert.Equal(Run("Get-CsCertificateRegistry").Clean().Each("AuditHead"), reply.Each("AuditHead"));
    }

    [Fact]
    public void PassThru_and_ReadOnly_need_a_registry_that_is_there()
    {
        Assert.StartsWith("RegistryNotFound,", Run("Connect-CsCertificateRegistry -Path $Folder/new.db -PassThru").Error.FullyQualifiedErrorId);
        Assert.StartsWith("RegistryNotFound,", Run("Connect-CsCertificateRegistry -Path $Folder/new.db -ReadOnly").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void After_a_choice_that_failed_there_is_none()
    {
        Litware.WriteTo(Registry);
        Assert.Contains("'Ken Myer'", Session.Complete("Get-CsClientCertificate Ken"));

        Assert.NotNull(Run("Connect-CsCertificateRegistry -Path $Folder/new.db -ReadOnly").Failure);

        Assert.StartsWith("RegistryUnavailable,", Run("Get-CsCertificateRegistry").Error.FullyQualifiedErrorId);
        Assert.Empty(Session.Complete("Get-CsClientCertificate Ken"));
        using var other = NewSession();
        Assert.Equal([Registry], other.Run("Get-CsCertificateRegistry").Clean().Each("Location"));
    }

    [Theory]
    [InlineData("Import-CsUser $Data/directory.ldif")]
    [InlineData("Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer")]
    public void With_ReadOnly_nothing_is_written(string command)
    {
        Litware.WriteTo(Registry);
        Run("Connect-CsCertificateRegistry -Path $Registry -ReadOnly").Clean();
        var before = RegistryBytes;

        var reply = Run(command);

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("AccessDenied,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains("Connect-CsCertificateRegistry", reply.Error.Exception.Message);
        Assert.Equal(before, RegistryBytes);
        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    [Fact]
    public void A_relative_path_is_of_PowerShell_s_location_and_stays_what_it_was()
    {
        Litware.WriteTo(Registry);

        Run("Set-Location $Folder; Connect-CsCertificateRegistry registry.db; Set-Location /").Clean();

        Assert.Equal([Registry], Run("Get-CsCertificateRegistry").Clean().Each("Location"));
    }

    [Fact]
    public void A_path_may_hold_whatever_a_file_s_name_may()
    {
        var path = Folder[OperatingSystem.IsWindows() ? "a [1] 'b' ü %20#.db" : "a [1] 'b' ü %20?.db"];
        Litware.WriteTo(path);

        Session.Set("odd", path).Run("Connect-CsCertificateRegistry -Path $odd").Clean();

        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    [Fact]
    public void What_is_no_path_of_the_file_system_is_refused()
    {
        var reply = Run("Connect-CsCertificateRegistry -Path Variable:registry");

        Assert.NotNull(reply.Failure);
        Assert.StartsWith("FileNotFound,", reply.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_connection_string_is_not_taken_for_a_path_nor_a_path_for_one()
    {
        Assert.StartsWith("RegistryUnavailable,", Run("Connect-CsCertificateRegistry -ConnectionString $Registry").Error.FullyQualifiedErrorId);
        Assert.StartsWith("AmbiguousParameterSet,", Run("Connect-CsCertificateRegistry -ReadOnly -Path x -ConnectionString postgresql://x").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_connection_string_given_as_a_path_is_not_repeated()
    {
        var reply = Run("Connect-CsCertificateRegistry 'postgresql://cs:s3cr3t@127.0.0.1:1/x' -Verbose");

        Assert.StartsWith("RegistryUnavailable,", reply.Error.FullyQualifiedErrorId);
        Assert.Contains("-ConnectionString", reply.Error.ToString());
        Assert.DoesNotContain("s3cr3t", reply.Error.ToString() + reply.Text + reply.Error.TargetObject);
    }

    [Fact]
    public void A_password_is_never_shown()
    {
        var reply = Run("Connect-CsCertificateRegistry -ConnectionString 'postgresql://cs:s3cr3t@127.0.0.1:1/x' -PassThru -Verbose");

        Assert.NotNull(reply.Failure);
        Assert.DoesNotContain("s3cr3t", reply.Error.ToString() + reply.Text + reply.Error.TargetObject);
    }
}
