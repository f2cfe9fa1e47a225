using System.Management.Automation;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>How commands reach a server, and what they keep of it.</summary>
public sealed class ConnectingTests : ServerTest
{
    private const string Get = "Get-CsUser | Select-Object -First 1";

    [Fact]
    public void A_database_without_a_registry_is_told_how_to_get_one()
    {
        var session = NewSession().Set("Server", PostgresqlServer.OfSuperuser(Database));

        var refused = session.Run("Connect-CsCertificateRegistry -ConnectionString $Server").Error;

        Assert.StartsWith("RegistryNotFound,", refused.FullyQualifiedErrorId);
        Assert.Contains("Install-CsCertificateRegistry", refused.ToString());
    }

    [Fact]
    public void Installing_again_finds_it_and_what_if_changes_nothing()
    {
        var session = NewSession().Set("Server", PostgresqlServer.OfSuperuser(Database));

        Assert.Empty(session.Run("Install-CsCertificateRegistry $Server -WhatIf").Clean().Output);
        Assert.Equal("", PostgresqlServer.Ask(Database, "select to_regclass('cscert.registry')"));
        Assert.Equal([null], session.Run("Install-CsCertificateRegistry $Server").Clean().Each("PreviousSchemaVersion"));
        Assert.Equal(["1"], session.Run("Install-CsCertificateRegistry $Server").Clean().Each("PreviousSchemaVersion"));
    }

    [Fact]
    public async Task Databases_of_one_server_can_be_installed_at_once()
    {
        var others = Enumerable.Range(0, 4).Select(_ => PostgresqlServer.CreateDatabase()).ToList();
        try
        {
            var installing = others.ConvertAll(database => Task.Run(() =>
            {
                using var session = new Session().ImportModule().Set("Server", PostgresqlServer.OfSuperuser(database));
                session.Run("Install-CsCertificateRegistry $Server").Clean();
            }));
            await Task.WhenAll(installing);
        }
        finally
        {
            others.ForEach(PostgresqlServer.DropDatabase);
        }
    }

    [Fact]
    public void The_environment_variable_names_a_server()
    {
        Install();

        var reply = ChildEngine.Run(
            ChildEngine.Import + "1..2 | ForEach-Object { (Get-CsCertificateRegistry).Engine }",
            environment: new Dictionary<string, string?> { ["CS_CERTIFICATE_REGISTRY"] = PostgresqlServer.Of("cscert_engine_reader", Database) });

        Assert.Equal(0, reply.ExitCode);
        Assert.Equal(2, Regex.Count(reply.Output, "(?m)^PostgreSQL 1"));
        // It says of the connection string what there is to say once.
        Assert.Single(Regex.Matches(reply.Output, "WARNING: "));
    }

    [Fact]
    public void A_credential_stands_in_for_the_account_of_the_string()
    {
        Install();
        using var password = new System.Net.NetworkCredential("", "a password of tests").SecurePassword;
        var session = NewSession().Set("Server", PostgresqlServer.OfNobody(Database))
            .Set("Credential", new PSCredential("cscert_engine_auditor", password));

        var connected = session.Run("Connect-CsCertificateRegistry -ConnectionString $Server -Credential $Credential -PassThru").Clean();

        Assert.Contains("cscert_engine_auditor@", Assert.Single(connected.Each("Location")));
        Assert.Empty(connected.Warnings);
    }

    [Fact]
    public void A_password_in_the_string_is_warned_of_once_and_never_shown()
    {
        Install();
        var session = NewSession().Set("Server", PostgresqlServer.Of("cscert_engine_reader", Database));

        var connected = session.Run("Connect-CsCertificateRegistry -ConnectionString $Server -PassThru -Verbose; Get-CsUser -Verbose").Clean();

        Assert.Contains("password", Assert.Single(connected.Warnings));
        Assert.DoesNotContain("a password of tests", connected.Text + string.Join("\n", connected.Verbose) + session.Show("Get-CsCertificateRegistry | Format-List *"));
    }

    [Theory]
    [InlineData("Server=x", "keyword that is not known")]
    [InlineData("host=localhost sslmode=perhaps", "sslmode")]
    [InlineData("/var/lib/registry.db", "-Path")]
    public void A_string_that_is_none_is_refused_with_what_is_wrong(string text, string named)
    {
        var refused = NewSession().Set("Text", text).Run("Connect-CsCertificateRegistry -ConnectionString $Text").Error;

        Assert.StartsWith("RegistryUnavailable,", refused.FullyQualifiedErrorId);
        Assert.Contains(named, refused.ToString());
    }

    [Theory]
    [InlineData("another host's name", false)]
    [InlineData("another authority", true)]
    public void A_server_that_is_not_the_one_asked_for_is_refused(string what, bool authority)
    {
        Install();
        var server = PostgresqlServer.Of("cscert_engine_reader", Database);
        var session = NewSession()
            .Set("Server", authority ? server.Replace("/authority.pem", "/other-authority.pem", StringComparison.Ordinal) : $"{server} host=elsewhere.test");

        var refused = session.Run("Connect-CsCertificateRegistry -ConnectionString $Server");

        Assert.True(refused.Error.FullyQualifiedErrorId.StartsWith("RegistryUnavailable,", StringComparison.Ordinal), what);
        Assert.Contains("TLS", refused.Error.ToString());
        // With less asked of it the same server is taken: nothing else was wrong.
        session.Run("Connect-CsCertificateRegistry -ConnectionString \"$Server sslmode=require\"").Clean();
    }

    [Fact]
    public void A_connection_that_only_reads_changes_nothing()
    {
        Install();
        var session = NewSession().Set("Server", PostgresqlServer.Of("cscert_engine_all", Database));
        session.Run("Connect-CsCertificateRegistry -ConnectionString $Server -ReadOnly").Clean();

        Assert.StartsWith("AccessDenied,", session.Run("Import-CsUser $Data/directory.ldif").Error.FullyQualifiedErrorId);
        session.Run(Get).Clean();
    }

    [Fact]
    public void Commands_share_one_connection_which_the_module_takes_along()
    {
        Install();
        var session = Connected("cscert_engine_reader");
        var backend = Backends();

        session.Run($"1..5 | ForEach-Object {{ {Get} }}").Clean();
        Assert.Equal(backend, Backends());
        Assert.DoesNotContain("\n", backend);

        // A pipeline has one for each command, and the next pipeline has them again.
        const string pipeline = "Get-CsUser | Get-CsClientCertificate -ErrorAction Ignore";
        session.Run(pipeline).Clean();
        var two = Backends();
        Assert.Equal(2, two.Split('\n').Length);
        session.Run($"1..3 | ForEach-Object {{ {pipeline} }}").Clean();
        Assert.Equal(two, Backends());

        session.Run("Remove-Module CsClientCertificate").Clean();
        Assert.True(SpinWait.SpinUntil(() => Backends() == "", TimeSpan.FromMinutes(1)), Backends());
    }

    [Fact]
    public void The_connection_ends_with_the_runspace()
    {
        Install();
        using (var session = new Session().ImportModule().Set("Server", PostgresqlServer.Of("cscert_engine_reader", Database)))
        {
            session.Run("Connect-CsCertificateRegistry -ConnectionString $Server").Clean();
            Assert.NotEqual("", Backends());
        }

        Assert.True(SpinWait.SpinUntil(() => Backends() == "", TimeSpan.FromMinutes(1)), Backends());
    }

    [Fact]
    public void A_connection_that_broke_between_commands_is_replaced()
    {
        Install();
        var session = Connected("cscert_engine_reader");
        var backend = Backends();

        PostgresqlServer.Ask(Database, $"select pg_terminate_backend({backend})");
        session.Run(Get).Clean();

        Assert.NotEqual("", Backends());
        Assert.NotEqual(backend, Backends());
    }

    // The processes of the server that serve commands.
    private string Backends() => PostgresqlServer.Ask(
        "postgres", $"select pid from pg_stat_activity where datname = '{Database}' and application_name = 'CsClientCertificate' order by pid");
}
