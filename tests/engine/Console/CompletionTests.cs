using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;
using CsClientCertificate.Tests.StandIns;

namespace CsClientCertificate.Tests.Console;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests : ModuleTest
{
    public CompletionTests() => Run("Import-CsUser -Path $Data/directory.ldif").Clean();

    [Theory]
    [InlineData("Get-CsClientCertificate -Identity ken.m", "ken.myer@litwareinc.com")]
    [InlineData("Get-CsClientCertificate ken.m", "ken.myer@litwareinc.com")]
    [InlineData("Get-CsUser -Identity 'Ken M", "'Ken Myer'")]
    [InlineData("Get-CsUser -Identity 'Ken My'", "'Ken Myer'")]
    [InlineData("Revoke-CsClientCertificate -Identity \"Ken M", "\"Ken Myer\"")]
    [InlineData("Get-CsCertificateAudit -Identity \u2018Ken M", "'Ken Myer'")]
    [InlineData("Get-CsUser -Identity \u201CKen M", "\"Ken Myer\"")]
    [InlineData("Publish-CsClientCertificate -Path x.cer -Identity pil", "'Pilar Ackerman'")]
    [InlineData("Get-CsUser -Identity LITWAREINC\\kenm", "LITWAREINC\\kenmyer")]
    [InlineData("Get-CsUser -Identity sip:ken.mye", "sip:ken.myer@litwareinc.com")]
    [InlineData("Get-CsUser -Identity Sean", "'Sean O''Brien'")]
    [InlineData("Get-CsUser -Identity 'Sean O''B", "'Sean O''Brien'")]
    [InlineData("Get-CsUser -Identity \"Sean O'B", "\"Sean O'Brien\"")]
    [InlineData("Get-CsUser -Identity 'Robert \"", "'Robert \"Bob\" Kelly'")]
    [InlineData("Get-CsUser -Identity \"Robert `\"", "\"Robert `\"Bob`\" Kelly\"")]
    [InlineData("Get-CsUser -Identity カト", "'カトウ ケン'")]
    [InlineData("Get-CsUser -Identity angst", "'Anna A\u030Angstro\u0308m'")]
    public void It_offers_users_by_the_beginning_of_a_name(string line, string expected) =>
        Assert.Contains(expected, Session.Complete(line));

    [Fact]
    public void Names_begun_come_before_later_words_and_each_means_one_user()
    {
        Assert.Equal("'Ken Myer'", Session.Complete("Get-CsUser 'Ken M")[0]);
        // Two users are called so: only their distinguished names tell them apart.
        var both = Session.Complete("Get-CsUser -Identity 'Chris G");
        Assert.Equal(2, both.Count);
        Assert.All(both, word => Assert.StartsWith("'cn=Chris Gray,", word));
    }

    [Theory]
    [InlineData("")]
    [InlineData("'")]
    [InlineData("\"")]
    public void Whatever_it_offers_is_read_as_the_user_it_was_offered_for(string quote)
    {
        Run("""
            'a$x', 'b`n', 'c[1]', "d''e", "f$([char]0x2019)g", "h$([char]0x201D)i", 'j;k', '12', '-l', '@m', '#n', 'o{p}', '(q)', 'r,s', '$(t)', 'u&v|w>x' |
                ForEach-Object { $i = 100 } {
                    $i++
                    @{ DistinguishedName = "CN=Odd $i,DC=litwareinc,DC=com"; ObjectClass = 'user'; sAMAccountName = "odd$i"; displayName = $_
                       'msRTCSIP-PrimaryUserAddress' = "sip:odd$i@litwareinc.com" }
                } | Import-CsUser
            """).Clean();
        // A bare word that begins like this is something else than a word to PowerShell, so it is no beginning of a name either.
        var beginnings = "abcdefghijklmnopqrstuvwxyz12-@#({$".Where(character => quote != "" || char.IsAsciiLetterOrDigit(character));
        var offered = beginnings.SelectMany(beginning => Session.Complete($"Get-CsUser -Identity {quote}{beginning}")).Distinct().ToList();

        Assert.InRange(offered.Count, 50, 1000);
        Session.Set("Words", offered);
        // Read as the command line reads it, not as a string that is passed on.
        var failed = Run("foreach ($word in $Words) { & ([scriptblock]::Create(\"Get-CsUser -Identity $word\")) | ForEach-Object { $count++ } }; $count");
        Assert.True(failed.Errors.Count == 0, string.Join("\n", failed.Errors));
        Assert.Equal(offered.Count, failed.One<int>());
    }

    [Theory]
    [InlineData("Get-CsUser -Identity CN=Ken", "'cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com'")]
    [InlineData("Get-CsUser -OU Fin", "'ou=Finance,dc=litwareinc,dc=com'")]
    [InlineData("Get-CsUser -OU OU=Fin", "'ou=Finance,dc=litwareinc,dc=com'")]
    [InlineData("Get-CsUser -OU \"dc=lit", "\"dc=litwareinc,dc=com\"")]
    public void It_offers_distinguished_names_by_their_beginning(string line, string expected) =>
        Assert.Contains(expected, Session.Complete(line), StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("Find-CsClientCertificate -Thumbprint ", "Thumbprint")]
    [InlineData("Find-CsClientCertificate -SerialNumber ", "SerialNumber")]
    [InlineData("Find-CsClientCertificate -DeviceId ", "DeviceId")]
    [InlineData("Publish-CsClientCertificate x.cer -DeviceId ", "DeviceId")]
    [InlineData("Test-CsClientCertificate -Thumbprint ", "Thumbprint")]
    public void It_offers_what_identifies_a_certificate(string line, string property)
    {
        Run("Publish-CsClientCertificate $Data/certificates/steve*.cer -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa; Publish-CsClientCertificate $Data/certificates/kenmyer-laptop.cer").Clean();
        var value = Run($"(Get-CsClientCertificate 'Steve Bush').{property}").One<string>();
        var digits = value.Trim('{', '}');

        Assert.Equal([$"'{value}'"], Session.Complete(line + digits[..4].ToLowerInvariant()));
        Assert.Equal([$"'{value}'"], Session.Complete(line + "'" + digits[..4].ToUpperInvariant()));
        Assert.Contains($"'{value}'", Session.Complete(line));
        // Not the names of files either.
        Assert.Empty(Session.Complete(line + "'zzz"));
        Assert.Empty(Session.Complete(line + "'ffffffffffffffffffff"));
    }

    [Fact]
    public void The_tooltip_tells_name_address_and_pool()
    {
        var match = Session.CompleteFully("Get-CsUser 'Ken Myer'").First();

        Assert.Equal("Ken Myer, sip:ken.myer@litwareinc.com, pool01.litwareinc.com", match.ToolTip);
        Assert.Equal("Ken Myer", match.ListItemText);
        Assert.Equal(CompletionResultType.ParameterValue, match.ResultType);
    }

    [Fact]
    public void Names_with_escape_sequences_are_not_put_on_the_command_line()
    {
        Run("""
            @{ DistinguishedName = 'CN=Evil,DC=litwareinc,DC=com'; ObjectClass = 'user'; sAMAccountName = 'evil'; displayName = "Zzyx $([char]27)[2J"
               'msRTCSIP-PrimaryUserAddress' = 'sip:evil@litwareinc.com' } | Import-CsUser
            """).Clean();
        var match = Assert.Single(Session.CompleteFully("Get-CsUser -Identity Zzyx"));

        Assert.Equal("sip:evil@litwareinc.com", match.CompletionText);
        Assert.DoesNotContain('\u001b', match.ToolTip);
    }

    [Fact]
    public void What_is_as_good_comes_in_the_order_of_the_alphabet()
    {
        // By the second one's account the index comes upon it first.
        Run("""
            @{ DistinguishedName = 'CN=Zzka Nine,DC=litwareinc,DC=com'; ObjectClass = 'user'; sAMAccountName = 'zzkc'; displayName = 'Zzka Nine' },
            @{ DistinguishedName = 'CN=Zzkb Two,DC=litwareinc,DC=com'; ObjectClass = 'user'; sAMAccountName = 'zzk'; displayName = 'Zzkb Two' } | Import-CsUser
            """).Clean();

        Assert.Equal(["'Zzka Nine'", "'Zzkb Two'"], Session.Complete("Get-CsClientCertificate Zzk"));
    }

    [Fact]
    public void It_offers_at_most_fifty()
    {
        Run("1..80 | ForEach-Object { @{ DistinguishedName = \"CN=Many $_,DC=litwareinc,DC=com\"; ObjectClass = 'user'; sAMAccountName = \"many$_\"; displayName = \"Many $_\" } } | Import-CsUser").Clean();

        Assert.Equal(50, Session.Complete("Get-CsClientCertificate -Identity Many").Count);
    }

    [Fact]
    public void Users_without_a_SIP_address_are_offered_where_they_can_be_found()
    {
        Assert.Equal(["'Wendy Kahn'"], Session.Complete("Revoke-CsClientCertificate Wendy"));
        Assert.Empty(Session.Complete("Get-CsUser Wendy"));
    }

    [Theory]
    [InlineData("Get-CsClientCertificate -Identity ")]
    [InlineData("Get-CsClientCertificate -Identity '")]
    public void Without_a_registry_it_offers_nothing_and_makes_none(string line)
    {
        using var session = NewSession();
        session.Set("Other", Folder["other", "registry.db"]).Run("Connect-CsCertificateRegistry -Path $Other").Clean();

        Assert.Empty(session.Complete(line));
        Assert.False(Directory.Exists(Folder["other"]));
        Assert.Empty(session.Run("$Error").Output);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void It_leaves_a_registry_as_it_found_it_and_reads_while_another_writes()
    {
        var before = File.ReadAllBytes(Registry);
        Assert.NotEmpty(Session.Complete("Get-CsUser Ken"));
        Assert.Equal(before, File.ReadAllBytes(Registry));
        // The last reader of a log may not remove it; nothing is in it.
        Assert.True(!File.Exists(Registry + "-wal") || new FileInfo(Registry + "-wal").Length == 0);

        using var writer = NewSession();
        var import = writer.Start("& { while ($true) { @{ DistinguishedName = 'CN=New,DC=litwareinc,DC=com'; ObjectClass = 'user'; sAMAccountName = 'new' } | Import-CsUser } }").UntilOutput(1);
        Assert.Contains("'Ken Myer'", Session.Complete("Get-CsUser Ken"));
        import.Stop();
        import.Wait();
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void A_damaged_registry_is_no_error_at_the_prompt()
    {
        Session.Dispose();
        File.WriteAllText(Registry, "This is no database, but it is long enough to be taken for one. ");
        using var session = new Session().ImportModule().Set("Registry", Registry);
        session.Run("$env:CS_CERTIFICATE_REGISTRY").Clean();
        session.Run("try { Connect-CsCertificateRegistry -Path $Registry } catch { }");

        Assert.Empty(session.Complete("Get-CsUser -Identity Ken"));
    }

    [Fact]
    public void Two_runspaces_complete_from_their_own_registries()
    {
        using var other = NewSession();
        other.Set("Other", Folder["other.db"]).Run("Connect-CsCertificateRegistry -Path $Other").Clean();
        other.Run("@{ DistinguishedName = 'CN=Kenya,DC=contoso,DC=com'; ObjectClass = 'user'; sAMAccountName = 'kenya'; displayName = 'Kenya' } | Import-CsUser").Clean();

        Assert.Equal(["Kenya"], other.Complete("Get-CsClientCertificate Ken"));
        Assert.DoesNotContain("Kenya", Session.Complete("Get-CsClientCertificate Ken"));
    }

    [Fact]
    public void Reasons_and_actions_complete()
    {
        Assert.Equal(["KeyCompromise"], Session.Complete("Revoke-CsClientCertificate Ken -Reason Key"));
        Assert.Equal(["Prune", "Publish"], Session.Complete("Get-CsCertificateAudit -Action P"));
    }

    [Fact]
    public void Paths_complete_as_the_engine_completes_them()
    {
        var file = Folder.Write("export one.ldif", "");
        Run(StandIn.ManagementModule(Folder)).Clean();
        Assert.Equal([$"'{file}'"], Session.Complete("any-program " + Folder["exp"]));

        foreach (var parameter in new[]
        {
            "Import-CsUser -Path", "Publish-CsClientCertificate -LiteralPath", "Export-CsClientCertificateReport -Path",
            "Connect-CsCertificateRegistry -Path", "Backup-CsCertificateRegistry -Destination",
        })
        {
            Assert.Equal([$"'{file}'"], Session.Complete($"{parameter} {Folder["exp"]}"));
        }
    }
}
