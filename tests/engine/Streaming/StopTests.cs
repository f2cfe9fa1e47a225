using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Streaming;

/// <summary>Ctrl+C ends whatever is under way, soon, and leaves the registry as it was.</summary>
[Trait(RegistryStore.Trait, RegistryStore.File)]
public sealed class StopTests : LitwareTest
{
    private IReadOnlyList<string?> _audited;
    private string _registry;

    public StopTests() => (_audited, _registry) = (Run("Get-CsCertificateRegistry").Clean().Each("AuditHead"), Registry);

    [Fact]
    public void A_listing_stops()
    {
        AssertStops(() => Session.Start("& { while ($true) { 'Ken Myer' } } | Get-CsClientCertificate").UntilOutput(10));
    }

    [Fact]
    public void An_import_of_objects_stops_and_nothing_of_it_is_there()
    {
        using var many = new ManualResetEventSlim();
        Session.Set("many", many);
        AssertStops(
            () =>
            {
                many.Reset();
                var running = Session.Start("""
                    & {
                        $i = 0
                        while ($true) { $i++; if ($i -eq 1000) { $many.Set() }; @{ DistinguishedName = "CN=User $i,DC=litwareinc,DC=com" } }
                    } | Import-CsUser
                    """);
                Assert.True(many.Wait(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken));
                return running;
            },
            unchanged: true);
    }

    [Fact]
    public void An_import_of_an_object_with_very_many_properties_stops()
    {
        using var begun = new ManualResetEventSlim();
        Session.Set("begun", begun).Run("""
            $row = [ordered]@{ DistinguishedName = 'CN=Many,DC=litwareinc,DC=com' }
            1..40000 | ForEach-Object { $row["property$_"] = "value $_" }
            """).Clean();

        AssertStops(
            () =>
            {
                begun.Reset();
                var running = Session.Start("& { $i = 0; while ($true) { $i++; if ($i -eq 3) { $begun.Set() }; $row } } | Import-CsUser");
                Assert.True(begun.Wait(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken));
                return running;
            },
            unchanged: true);
    }

    [Fact]
    public void An_import_stops_while_it_reads_and_nothing_of_it_is_there()
    {
        WriteLargeExport(50_000);
        AssertStops(
            () =>
            {
                var running = Session.Start("'started'; Import-CsUser (, \"$Folder/large.ldif\" * 200)").UntilOutput(1);
                Thread.Sleep(300);
                return running;
            },
            unchanged: true);
    }

    [Fact]
    public void An_import_stops_while_it_is_applied_and_nothing_of_it_is_there()
    {
        WriteLargeExport(100_000);

        AssertStops(
            () =>
            {
                // One that is applied before it is stopped has changed its registry.
                _registry = Folder[$"{Guid.NewGuid()}.db"];
                Litware.WriteTo(_registry);
                _audited = Session.Set("Fresh", _registry).Run("Connect-CsCertificateRegistry $Fresh; Get-CsCertificateRegistry").Clean().Each("AuditHead");
                return Session.Start("Import-CsUser $Folder/large.ldif").UntilProgress("Importing users");
            },
            unchanged: true,
            applied: "100052");
    }

    [Fact]
    public void Publishing_stops_and_what_is_there_is_whole()
    {
        AssertStops(() => Session.Start(
            "& { while ($true) { Get-Item $Data/certificates-refused/bmp-string.cer } } | Publish-CsClientCertificate -PassThru").UntilOutput(3));

        Assert.Equal(5, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    // Ctrl+C after the commit finds all of it there: `applied` users.
    private void AssertStops(Func<RunningScript> start, bool unchanged = false, string? applied = null) => CtrlC.EndsPromptly(start, () =>
    {
        Assert.DoesNotContain(OpenFiles.OfThisProcess(), file => file.StartsWith(_registry, StringComparison.Ordinal));
        using var other = NewSession();
        other.Set("Fresh", _registry).Run("Connect-CsCertificateRegistry $Fresh").Clean();
        var state = other.Run("Get-CsCertificateRegistry -Check").Clean();
        Assert.Equal(["True"], state.Each("Healthy"));
        if (applied is not null && state.Each("UserCount")[0] == applied)
        {
            return false;
        }

        if (unchanged)
        {
            Assert.Equal(["52"], state.Each("UserCount"));
            Assert.Equal(_audited, state.Each("AuditHead"));
        }

        // Nothing is locked: somebody else may write, and the session goes on.
        other.Run("Publish-CsClientCertificate $Data/certificates-refused/names-pilar.cer").Clean();
        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer' | Select-Object -First 4").Clean().Output.Count);
        _audited = other.Run("Get-CsCertificateRegistry").Clean().Each("AuditHead");
        return true;
    });

    private void WriteLargeExport(int users)
    {
        using var file = new StreamWriter(Folder["large.ldif"]);
        for (var i = 0; i < users; i++)
        {
            file.Write(
                $"""
                dn: CN=User {i},OU=Many,DC=litwareinc,DC=com
                objectClass: user
                sAMAccountName: user{i}
                userPrincipalName: user{i}@litwareinc.com
                displayName: User {i}
                msRTCSIP-PrimaryUserAddress: sip:user{i}@litwareinc.com


                """);
        }
    }
}
