using System.Globalization;
using System.Reflection;

namespace CsClientCertificate.Tests.Servers;

/// <summary>No round trip an identity.</summary>
public sealed class RoundTripTests : SlowServerTest
{
    public RoundTripTests()
        : base(() => RegistryTemplates.Filled) => Session.Run("$users = Get-CsUser; Get-CsClientCertificate 'Ken Myer'").Clean();

    [Theory]
    [InlineData("$users.DisplayName * 20")]
    [InlineData("$users * 20")]
    [InlineData("$users.SipAddress * 20")]
    public void A_thousand_identities_take_few(string identities)
    {
        var alone = Count("$texts = " + identities + "; $texts | ForEach-Object { $_ } | Get-CsClientCertificate -ErrorAction Ignore", out var many);

        Assert.True(many > 500, $"{many}");
        Assert.InRange(alone, 4, 60);
    }

    [Theory]
    [InlineData("'Ken Myer'", "Get-CsClientCertificate")]
    [InlineData("Get-ChildItem $Data/certificates/kenmyer-laptop.cer", "Test-CsClientCertificate")]
    public void The_next_are_asked_about_before_these_are_answered(string input, string command)
    {
        // At most 256 are asked about at once.
        var ahead = Session.Run($$"""
            $one = @({{input}}); $each = @($one | {{command}}).Count; $script:taken = $out = $most = 0
            $one * 1500 | ForEach-Object { $script:taken++; $_ } | {{command}} | ForEach-Object {
                $most = [Math]::Max($most, $script:taken - [Math]::Floor($out / $each)); $out++
            }
            $most, ($out / $each)
            """).Clean().Output;

        Assert.InRange(Convert.ToInt32(ahead[0]!.BaseObject, CultureInfo.InvariantCulture), 300, 600);
        Assert.Equal(1500, Convert.ToInt32(ahead[1]!.BaseObject, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void One_that_comes_by_itself_is_answered_at_once()
    {
        var order = Session.Run("""
            $order = [Collections.Generic.List[string]]::new()
            1..4 | ForEach-Object { [Threading.Thread]::Sleep(300); $order.Add('asked'); 'Ken Myer' } |
                Get-CsClientCertificate | ForEach-Object { if ($order[$order.Count - 1] -eq 'asked') { $order.Add('answered') } }
            $order
            """).Clean().Output.Select(line => $"{line}");

        Assert.Equal(Enumerable.Repeat(new[] { "asked", "answered" }, 4).SelectMany(pair => pair), order);
    }

    [Fact]
    public void The_first_answer_takes_two()
    {
        // The connection is asked which registry it leads to before.
        Assert.InRange(Count("Get-CsClientCertificate 'Ken Myer'", out _), 1, 3);
    }

    [Theory]
    [InlineData("$holders.SipAddress * 40")]
    [InlineData("$holders * 40")]
    public void Revoking_a_thousand_takes_few(string identities)
    {
        // Of those who cannot be revoked each has an entry of its own in the audit log.
        Session.Run("$holders = @($users | Where-Object { Get-CsClientCertificate $_ -ErrorAction Ignore }); $known = " + identities).Clean();

        var alone = Count("$known | Revoke-CsClientCertificate", out _);

        Assert.True((int)Assert.Single(Session.Run("$known.Count").Output)!.BaseObject > 300);
        Assert.InRange(alone, 8, 200);
        Assert.Empty(Session.Run("$known | Get-CsClientCertificate").Clean().Output);
    }

    /// <summary>A timer commits what waits while the pipeline's thread finds the next.</summary>
    [Theory]
    [InlineData("Take", 0)]
    [InlineData("TakeWarnings", 1)]
    public void Calls_of_two_threads_take_turns(string method, int arguments)
    {
        const BindingFlags ofObjects = BindingFlags.Instance | BindingFlags.NonPublic;
        using var registry = Session.Run("""
            $static = [Reflection.BindingFlags]'NonPublic, Static'
            $module = (Get-Command Get-CsUser).ImplementingType.Assembly
            $choice = $module.GetType('CsClientCertificate.Session.RegistrySession').GetProperty('Current', $static).GetValue($null)
            $module.GetType('CsClientCertificate.Registry.OpenRegistry').GetMethod('Open', $static).Invoke($null, @($choice, [Enum]::ToObject($module.GetType('CsClientCertificate.Native.NativeOpenFlags'), 0), 'Test', $null))
            """).One<IDisposable>();
        var turn = registry.GetType().GetField("arena", ofObjects)!.GetValue(registry)!;
        object? failure = "none";
        var call = new Thread(() => failure = registry.GetType().GetMethod(method, ofObjects)!.Invoke(registry, new object?[arguments]));
        lock (turn)
        {
            call.Start();
            Assert.False(call.Join(TimeSpan.FromMilliseconds(500)));
        }

        Assert.True(call.Join(TimeSpan.FromSeconds(30)));
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("@(Find-CsClientCertificate)")]
    [InlineData("@(Find-CsClientCertificate | ForEach-Object { [pscustomobject]@{ Identity = $_.Identity; Thumbprint = $_.Thumbprint } })")]
    public void Revoking_certificates_takes_few(string certificates)
    {
        Session.Run($"$certificates = {certificates} * 20").Clean();

        var alone = Count("$certificates | Revoke-CsClientCertificate", out _);

        Assert.True((int)Assert.Single(Session.Run("$certificates.Count").Output)!.BaseObject > 700);
        Assert.InRange(alone, 8, 300);
        Assert.Empty(Session.Run("Find-CsClientCertificate").Clean().Output);
    }

    [Theory]
    [InlineData("$files * 20")]
    [InlineData("@($files | ForEach-Object { [Security.Cryptography.X509Certificates.X509Certificate2]::new($_.FullName) }) * 20")]
    [InlineData("@(Find-CsClientCertificate | ForEach-Object { [pscustomobject]@{ Thumbprint = $_.Thumbprint } }) * 20")]
    public void Checking_a_thousand_takes_few(string certificates)
    {
        Session.Run($"$files = @(Get-ChildItem $Data/certificates/*.cer); $presented = {certificates}").Clean();

        var alone = Count("$presented | Test-CsClientCertificate", out var many);

        Assert.True(many > 700, $"{many}");
        Assert.InRange(alone, 8, 60);
    }

    [Fact]
    public void One_check_takes_few()
    {
        // The connection is asked which registry it leads to before; whether a former user shares a name takes one.
        Assert.InRange(Count("Test-CsClientCertificate $Data/certificates/kenmyer-laptop.cer", out _), 1, 4);
    }

    [Fact]
    public void Publishing_a_thousand_takes_few()
    {
        Session.Run("$files = @(Get-ChildItem $Data/certificates/*.cer) * 20").Clean();

        var alone = Count("$files | Publish-CsClientCertificate -WarningAction Ignore", out _);

        // The timer ends groups as well: a slow machine has more of them.
        Assert.InRange(alone, 8, 300);
    }

    [Theory]
    [InlineData("'kenmyer-laptop.cer', 'missing.cer', \"$r/garbage.cer\", \"$r/nobody.cer\", 'kenmyer-phone.pem', 'jberry-desktop.cer', \"$r/bad-block.pem\", 'bsmith-desktop.cer'")]
    [InlineData("'kenmyer-laptop.cer', 'jberry-desktop.cer', 'missing.cer' * 50")]
    public void Checks_come_in_order_and_are_those_of_a_registry_in_a_file(string files)
    {
        var here = NewSession();
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(here);
        var script = $$"""
            $r = "$Data/certificates-refused"; Set-Location $Data/certificates
            {{files}} | Test-CsClientCertificate 2>&1 3>&1 | ForEach-Object { "$($_.Source) $($_.Status) $($_.Identity) $_" }
            """;

        var there = Lines(Session, script).ToList();

        Assert.Equal(Lines(here, script), there);
        Assert.True(there.Count > 7);
    }

    [Fact]
    public void Revoking_leaves_what_it_leaves_in_a_file()
    {
        var here = NewSession();
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(here);
        const string script = """
            'Ken Myer', 'nobody', 'john.smithson@litwareinc.com', 'Ken Myer', '*' | Revoke-CsClientCertificate -ErrorVariable e -ErrorAction SilentlyContinue
            $e | ForEach-Object { "$_" }
            $rows = @{ Identity = 'Jo Berry'; Reason = 'left' }, @{ Identity = 'nobody'; Reason = 'left too' } | ForEach-Object { [pscustomobject]$_ }
            $rows | Revoke-CsClientCertificate -WarningVariable w -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
            $w | ForEach-Object { "$_" }
            $certificates = @(Find-CsClientCertificate | Sort-Object Thumbprint | Select-Object -First 3)
            $unknown = [pscustomobject]@{ Identity = 'Pilar Ackerman'; Thumbprint = 'AA' * 20 }
            $other = [pscustomobject]@{ Identity = 'Pilar Ackerman'; Thumbprint = $certificates[2].Thumbprint }
            $certificates[0], $certificates[1], 'nobody', $certificates[1], $unknown, $other, 'Pilar Ackerman' |
                Revoke-CsClientCertificate -ErrorVariable e -ErrorAction SilentlyContinue
            $e | ForEach-Object { "$_ $($_.TargetObject)" }
            Get-CsCertificateAudit | Where-Object Action -eq Revoke | ForEach-Object { "$($_.Outcome) $($_.Target) $($_.Certificates) $($_.Reason)" }
            """;

        Assert.Equal(Lines(here, script), Lines(Session, script));
    }

    [Fact]
    public void Answers_come_in_order_and_are_those_of_a_registry_in_a_file()
    {
        var here = NewSession();
        here.Run("Connect-CsCertificateRegistry $Folder/registry.db").Clean();
        Fill(here);
        const string script = "'Ken Myer', 'nobody', 'john.smithson@litwareinc.com' * 50 | Get-CsClientCertificate -ErrorVariable e -ErrorAction SilentlyContinue | ForEach-Object { \"$($_.Identity) $($_.Thumbprint)\" }; $e | ForEach-Object { \"$_\" }";

        Assert.Equal(Lines(here, script), Lines(Session, script));
    }
}
