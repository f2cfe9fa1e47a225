using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>A registry moves from a file to a server and back, and is backed up there.</summary>
public sealed class CopyTests : ServerTest
{
    private const string Listings = "Get-CsUser; Find-CsClientCertificate -IncludeRevoked";

    [Fact]
    public void A_registry_moves_to_a_server_and_back()
    {
        Install();
        PostgresqlServer.CreateAccount("cscert_engine_owner", "cscert_owner");
        var session = NewSession().Set("Server", PostgresqlServer.OfNobody(Database)).Set("Owner", Owner());
        session.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(session);
        session.Run("Revoke-CsClientCertificate 'Ken Myer' -Force; $head = (Get-CsCertificateRegistry).AuditHead").Clean();
        var before = session.Show(Listings);

        var copied = session.Run("Copy-CsCertificateRegistry -DestinationConnectionString $Server -DestinationCredential $Owner").Clean();

        Assert.Equal(["47"], copied.Each("CertificateCount"));
        Assert.Matches("^postgresql://cscert_engine_owner@localhost", Assert.Single(copied.Each("Destination")));
        Assert.DoesNotContain("password", Assert.Single(copied.Each("Destination")));
        var there = Connected("cscert_engine_all");
        Assert.Equal(before, there.Show(Listings));
        there.Set("Head", session.Run("$head").Output[0]!.ToString()!);
        Assert.Equal(["True"], there.Run("Get-CsCertificateRegistry -Check -ExpectedHead $Head").Clean().Each("Healthy"));
        var entry = there.Run("Get-CsCertificateAudit -Action Copy").Clean();
        Assert.Equal(["cscert_engine_owner"], entry.Each("Account"));

        there.Run("Revoke-CsClientCertificate 'Pilar Ackerman' -Force; $null = Copy-CsCertificateRegistry $Folder/back.db").Clean();
        var back = NewSession();
        Assert.Equal(["True"], back.Run("Connect-CsCertificateRegistry $Folder/back.db; Get-CsCertificateRegistry -Check").Clean().Each("Healthy"));
        Assert.Equal(there.Show(Listings), back.Show(Listings));
        Assert.Equal(
            [null, "cscert_engine_all"],
            back.Run("Get-CsCertificateAudit -Action Revoke").Clean().Each("Account"));
    }

    [Fact]
    public void Only_the_owner_copies_there_and_only_into_an_empty_registry()
    {
        Install();
        PostgresqlServer.CreateAccount("cscert_engine_owner", "cscert_owner");
        var session = NewSession().Set("Server", PostgresqlServer.OfNobody(Database)).Set("Owner", Owner())
            .Set("All", PostgresqlServer.Of("cscert_engine_all", Database));
        session.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(session);

        var denied = session.Run("Copy-CsCertificateRegistry -DestinationConnectionString $All -WarningAction Ignore").Error;
        Assert.StartsWith("AccessDenied,", denied.FullyQualifiedErrorId);
        Assert.Contains("cscert_owner", denied.ToString());

        Fill(Connected("cscert_engine_all"));
        var refused = session.Run("Copy-CsCertificateRegistry -DestinationConnectionString $Server -DestinationCredential $Owner").Error;
        Assert.StartsWith("RegistryUnavailable,", refused.FullyQualifiedErrorId);
        Assert.Contains("is not empty", refused.ToString());
        Assert.Equal("", PostgresqlServer.Ask(
            "postgres", $"select pid from pg_stat_activity where datname = '{Database}' and usename = 'cscert_engine_owner'"));
    }

    [Fact]
    public void What_if_asks_no_server()
    {
        var session = NewSession();
        session.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(session);

        var reply = session.Run("Copy-CsCertificateRegistry -DestinationConnectionString 'postgresql://nobody@nowhere.invalid/x' -WhatIf").Clean();

        Assert.Empty(reply.Output);
        Assert.Contains("nowhere.invalid", reply.Text);
    }

    [Fact]
    public void A_backup_of_a_server_is_a_registry_in_a_file()
    {
        Install();
        var session = Connected("cscert_engine_all");
        Fill(session);
        session.Run("Revoke-CsClientCertificate 'Ken Myer' -Force; $head = (Get-CsCertificateRegistry).AuditHead").Clean();
        session.Run("$null = Backup-CsCertificateRegistry $Folder/copy.db -WhatIf").Clean();
        Assert.False(File.Exists(Folder["copy.db"]));

        var file = session.Run("Backup-CsCertificateRegistry $Folder/copy.db").Clean();

        Assert.Equal(Folder["copy.db"], file.One<FileInfo>().FullName);
        Assert.Contains("-Force", session.Run("Backup-CsCertificateRegistry $Folder/copy.db").Error.ToString());
        session.Run("$null = Backup-CsCertificateRegistry $Folder/copy.db -Force").Clean();
        Assert.Equal(["copy.db"], Directory.GetFiles(Folder.ToString()).Select(Path.GetFileName));
        var before = session.Show(Listings);
        var copy = session.Run("Connect-CsCertificateRegistry $Folder/copy.db -ReadOnly; Get-CsCertificateRegistry -Check -ExpectedHead $head").Clean();
        Assert.Equal(["True"], copy.Each("Healthy"));
        Assert.Equal(session.Run("$head").Output.Select(item => item!.ToString()), copy.Each("AuditHead"));
        Assert.Equal(before, session.Show(Listings));
        var reader = Connected("cscert_engine_reader").Run("Backup-CsCertificateRegistry $Folder/other.db").Error;
        Assert.StartsWith("AccessDenied,", reader.FullyQualifiedErrorId);
        Assert.Contains("cscert_auditor", reader.ToString());
    }

    private static PSCredential Owner()
    {
        var password = new System.Net.NetworkCredential("", "a password of tests").SecurePassword;
        return new PSCredential("cscert_engine_owner", password);
    }
}
