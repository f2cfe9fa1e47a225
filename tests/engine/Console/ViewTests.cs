using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>How objects look on the screen.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class ViewTests : ModuleTest
{
    private const char Escape = '\u001b';
    private const string Harmful = "\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    public ViewTests()
    {
        Run("Import-CsUser -Path $Data/directory.ldif").Clean();
        Run("Publish-CsClientCertificate -Path $Data/certificates/steve*.cer -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa -PublicationTime ([datetime]'2017-05-31 14:24:41')").Clean();
    }

    [Fact]
    public void A_certificate_alone_is_shown_as_it_was_observed()
    {
        using var session = NewSession(culture: "en-GB");
        var expires = session.Run("(Get-CsClientCertificate 'Steve Bush').ExpirationTime.ToString()").One<string>();

        Assert.Equal(
            $$"""

            Identity        : sip:steve.bush@litwareinc.com
            CertificateType : OcsSigned
            DeviceId        : {18e7332f-d993-5a46-9bf5-07b7f8cc70fa}
            PublicationTime : 31/05/2017 14:24:41
            ExpirationTime  : {{expires}}


            """.ReplaceLineEndings("\n"),
            session.Show("Get-CsClientCertificate 'Steve Bush'"));
    }

    [Theory]
    [InlineData("Import-CsUser -Path $Data/directory.ldif")]
    [InlineData("Get-CsUser 'Steve Bush'")]
    [InlineData("Get-CsClientCertificate 'Steve Bush'")]
    [InlineData("Get-CsCertificateRegistry")]
    public void What_comes_after_another_list_is_shown_as_it_is_alone(string first)
    {
        foreach (var second in new[] { "Get-CsUser 'Steve Bush'", "Get-CsClientCertificate 'Steve Bush'", "Get-CsCertificateRegistry" })
        {
            Assert.EndsWith(Session.Show(second).TrimStart('\n'), Session.Show($"{first}; {second}"));
        }
    }

    [Theory]
    [InlineData("Get-CsClientCertificate 'Steve Bush' | Format-Table", "Identity Expires Expiry Published")]
    [InlineData("Get-CsClientCertificate 'Steve Bush' | Format-Table -View Device", "DeviceId Identity")]
    [InlineData("Get-CsClientCertificate 'Steve Bush' | Format-Table -View Thumbprint", "Thumbprint Identity")]
    [InlineData("Get-CsClientCertificate 'Steve Bush' | Format-Table -View Revoked", "Identity Revoked Reason By")]
    [InlineData("Get-CsUser | Format-Table", "DisplayName SipAddress Enabled")]
    [InlineData("Get-CsUser | Format-Table -View Account", "SamAccountName UserPrincipalName")]
    [InlineData("Get-CsUser | Format-Table -View Pool", "RegistrarPool SipAddress")]
    [InlineData("Get-CsCertificateAudit", "Time Action Outcome Target User")]
    [InlineData("Get-CsCertificateAudit | Format-Table -View Detail", "No Time Action Certs Reason Command")]
    [InlineData("Get-CsCertificateRegistry -Check | Format-Table", "Engine Users Certificates Audit Healthy Location")]
    [InlineData("Test-CsClientCertificate -Path $Data/certificates/steve*.cer, $Data/certificates/dbirkby*.cer", "Status Identity Expires Account Source")]
    [InlineData("Test-CsClientCertificate -Path $Data/certificates/steve*.cer | Format-Table -View Fingerprint", "Thumbprint Status Source")]
    public void A_table_has_the_same_columns_at_every_width_and_a_line_for_each_object(string command, string columns)
    {
        using var session = NewSession(80);
        int objects = session.Run(command.Split('|')[0]).Output.Count;
        Assert.True(objects > 0);
        for (int width = 80; width <= 200; width++)
        {
            session.Run($"$Host.UI.RawUI.BufferSize = [System.Management.Automation.Host.Size]::new({width}, 50)").Clean();
            var lines = session.Show(command).Split('\n').Where(line => line.Trim().Length > 0).ToList();

            Assert.Equal(columns.Split(' '), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            // The heading, the line under it, and one line an object.
            Assert.True(lines.Count == objects + 2, $"{lines.Count - 2} lines for {objects} object(s) at {width} columns:\n{string.Join('\n', lines)}");
            Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 1, width));
        }
    }

    [Theory]
    [InlineData("Device", "{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}")]
    [InlineData("Thumbprint", "[0-9A-F]{40}")]
    public void A_thumbprint_and_a_device_id_are_whole_in_their_view(string view, string expected)
    {
        using var session = NewSession(80);

        Assert.Matches(expected, session.Show($"Get-CsClientCertificate 'Steve Bush' | Format-Table -View {view}"));
    }

    [Fact]
    public void A_name_that_is_wider_than_its_column_ends_in_an_ellipsis_and_is_whole_in_a_list()
    {
        using var session = NewSession(80);
        const string whole = "sip:maximiliana.von.hohenstaufen-habsburg-barcelona@litwareinc.com";

        var line = Assert.Single(session.Show("Get-CsUser -Identity 'Maximiliana*' | Format-Table").Split('\n'), text => text.Contains("sip:"));
        Assert.Equal(whole[..43] + "…", line.Substring(27, 44));
        Assert.Contains(whole, session.Show("Get-CsUser -Identity 'Maximiliana*'").Replace("\n", "").Replace(" ", ""));
    }

    [Theory]
    [InlineData("[datetime]::Now.AddMinutes(-1)", "expired")]
    [InlineData("[datetime]::Today.AddDays(1).AddTicks(-1)", "today")]
    [InlineData("[datetime]::Today.AddDays(1).AddHours(13)", "tomorrow")]
    [InlineData("[datetime]::Today.AddDays(12).AddHours(1)", "in 12 days")]
    [InlineData("[datetime]::Today.AddDays(730)", "in 730 days")]
    [InlineData("[datetime]::Today.AddDays(3660)", "in 10 years")]
    public void Expiry_is_told_from_today(string time, string expected)
    {
        // A copy, as remoting or Select-Object makes one, is shown by the same view.
        var text = OfOneDay(() => Show($"[pscustomobject]@{{ PSTypeName = 'Microsoft.Rtc.Management.UserPinService.CertInfoDetails'; Identity = 'sip:x@y'; ExpirationTime = {time} }} | Format-Table"));

        Assert.Contains(" " + expected + " ", text);
    }

    [Fact]
    public void A_revoked_certificate_is_called_so()
    {
        Run("Revoke-CsClientCertificate 'Steve Bush'").Clean();

        Assert.Contains(" revoked ", Show("Find-CsClientCertificate -IncludeRevoked | Format-Table"));
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Expired_and_soon_are_coloured_where_the_screen_has_colour()
    {
        using var screen = new RawSession(Registry);
        const string copy = "[pscustomobject]@{ PSTypeName = 'Microsoft.Rtc.Management.UserPinService.CertInfoDetails'; Identity = 'sip:x@y'; ExpirationTime = [datetime]::Today.AddDays(DAYS) } | Format-Table";
        const string bush = "Get-CsClientCertificate 'Steve Bush' | Format-Table";

        // The test program itself may have been told to do without colour.
        var before = Environment.GetEnvironmentVariable("NO_COLOR");
        try
        {
            Environment.SetEnvironmentVariable("NO_COLOR", null);
            Assert.Contains("\u001b[31;1mexpired", screen.Show(bush));
            Assert.Contains("\u001b[33;1min 30 days", OfOneDay(() => screen.Show(copy.Replace("DAYS", "30"))));
            Assert.DoesNotContain(Escape, OfOneDay(() => screen.Show(copy.Replace("DAYS", "31"))));
            // The default view stays as it was observed.
            Assert.DoesNotContain(Escape, screen.Show("Get-CsClientCertificate 'Steve Bush'"));

            Environment.SetEnvironmentVariable("NO_COLOR", "1");
            Assert.DoesNotContain(Escape, screen.Show(bush));

            Environment.SetEnvironmentVariable("NO_COLOR", null);
            screen.Show("$PSStyle.OutputRendering = 'PlainText'");
            Assert.DoesNotContain(Escape, screen.Show(bush));

            screen.Show("$PSStyle.OutputRendering = 'Host'; Set-StrictMode -Version Latest; $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'");
            Assert.Contains("\u001b[31;1mexpired", screen.Show(bush));
        }
        finally
        {
            Environment.SetEnvironmentVariable("NO_COLOR", before);
        }
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void Views_show_all_in_strict_mode()
    {
        Run("Set-StrictMode -Version Latest").Clean();

        Assert.Contains(" expired ", Show("Get-CsClientCertificate 'Steve Bush' | Format-Table"));
        Assert.Contains("Expired ", Show("Test-CsClientCertificate -Path $Data/certificates/steve*.cer"));
        Assert.Contains(": SQLite", Show("Get-CsCertificateRegistry"));
    }

    [Theory]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    [InlineData("Get-CsUser evil")]
    [InlineData("Get-CsUser evil | Format-Table")]
    [InlineData("Get-CsClientCertificate evil")]
    [InlineData("Get-CsClientCertificate evil | Format-Table")]
    [InlineData("Get-CsClientCertificate evil | Format-Table -View Revoked")]
    [InlineData("Get-CsCertificateAudit -Identity evil")]
    [InlineData("Test-CsClientCertificate -Path $Data/certificates/wkahn*.cer")]
    [InlineData("Revoke-CsClientCertificate evil -WhatIf")]
    [InlineData("Get-CsClientCertificate \"$Marks\"")]
    [InlineData("Get-CsUser \"$Marks\"")]
    [InlineData("Get-CsUser evil -Verbose 4>&1")]
    [InlineData("Get-CsUser -Filter \"Nonsense$Marks -eq 1\"")]
    [InlineData("Get-CsUser -Filter \"DisplayName -eq 'x' $Marks\"")]
    [InlineData("Get-CsUser -LdapFilter \"(x$Marks=1)\"")]
    [InlineData("Get-CsUser -OU \"$Marks\"")]
    [InlineData("Get-CsUser -ResultSize \"$Marks\"")]
    [InlineData("Revoke-CsClientCertificate \"$Marks\"")]
    [InlineData("Find-CsClientCertificate -Thumbprint \"$Marks\"")]
    [InlineData("Find-CsClientCertificate -SerialNumber \"$Marks\"")]
    [InlineData("Find-CsClientCertificate -DeviceId \"$Marks\"")]
    [InlineData("Find-CsClientCertificate -ExpiringWithin \"$Marks\"")]
    [InlineData("Find-CsClientCertificate -ExpiringBefore \"$Marks\"")]
    [InlineData("Find-CsClientCertificate -ResultSize \"$Marks\"")]
    [InlineData("Test-CsClientCertificate -Thumbprint \"$Marks\"")]
    [InlineData("Test-CsClientCertificate -Path \"$Marks\"")]
    [InlineData("Publish-CsClientCertificate -LiteralPath \"$Marks\"")]
    [InlineData("Import-CsUser -Path \"$Marks\"")]
    [InlineData("Get-CsCertificateAudit -Action \"$Marks\"")]
    [InlineData("Connect-CsCertificateRegistry \"$Registry/$Marks/x\"; Get-CsUser")]
    public void No_escape_sequence_in_a_name_reaches_the_screen(string command)
    {
        Run("""
            $e = [char]27
            @{ DistinguishedName = "CN=Evil$e[2J,DC=contoso,DC=com"; ObjectClass = 'user'; sAMAccountName = 'evil'; displayName = "Evil $e[31m $([char]0x202E)"
               'msRTCSIP-PrimaryUserAddress' = "sip:evil$e[2J@contoso.com"; userPrincipalName = 'wkahn@litwareinc.com'
               'msRTCSIP-PrimaryHomeServer' = 'CN=LC Services,CN=Microsoft,CN=pool01.contoso.com,CN=Pools,CN=RTC Service,CN=Microsoft,CN=System,DC=contoso,DC=com' } | Import-CsUser
            """).Clean();
        Run("Publish-CsClientCertificate -Path $Data/certificates/wkahn*.cer -Identity evil").Clean();
        using var screen = new RawSession(Registry);
        // C0, C1, every mark that turns the direction of writing, and both separators of lines.
        screen.Show("$global:Marks = -join ([char[]](0x1B, 0x9B, 0x85, 0x61C, 0x200E, 0x200F, 0x2028, 0x2029) + [char[]](0x202A..0x202E) + [char[]](0x2066..0x2069))");
        var text = screen.Show(command.Replace("$Data", Places.Data));

        Assert.DoesNotContain(text, character => character is not '\n' and not '\r' && (char.IsControl(character) || Harmful.Contains(character)));
        Assert.Contains('\uFFFD', text);
    }

    // What is shown of today, once more where it became tomorrow meanwhile.
    private static string OfOneDay(Func<string> show)
    {
        while (true)
        {
            var (today, shown) = (DateTime.Today, show());
            if (DateTime.Today == today)
            {
                return shown;
            }
        }
    }
}
