using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Console;

/// <summary>How objects look on the screen.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class ViewTests : ModuleTest
{
    private const char Escape = '\u001b';

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
    [InlineData(80, "Identity Expires Expiry Published")]
    [InlineData(120, "Identity Expires Expiry Published DeviceId")]
    [InlineData(200, "Identity Expires Expiry Published DeviceId Type Thumbprint")]
    public void Certificates_in_a_table(int width, string columns) => Fits("Get-CsClientCertificate 'Steve Bush' | Format-Table", width, columns);

    [Theory]
    [InlineData(80, "DisplayName SipAddress Enabled")]
    [InlineData(120, "DisplayName SipAddress Enabled RegistrarPool")]
    [InlineData(200, "DisplayName SipAddress Enabled RegistrarPool SamAccountName UserPrincipalName")]
    public void Users_in_a_table(int width, string columns) => Fits("Get-CsUser | Format-Table", width, columns);

    [Theory]
    [InlineData(80, "No Time Action Outcome Target")]
    [InlineData(120, "No Time Action Outcome Target Certs User")]
    [InlineData(200, "No Time Action Outcome Target Certs User Reason Command")]
    public void The_audit_in_a_table(int width, string columns) => Fits("Get-CsCertificateAudit", width, columns);

    [Theory]
    [InlineData(80, "Engine Users Certificates Audit Location")]
    [InlineData(120, "Engine Users Certificates Audit Location Schema Healthy Findings")]
    [InlineData(200, "Engine Users Certificates Audit Location Schema Healthy Findings AuditHead")]
    public void Registries_in_a_table(int width, string columns) => Fits("Get-CsCertificateRegistry -Check | Format-Table", width, columns);

    [Theory]
    [InlineData(80, "Status Identity Expires Source")]
    [InlineData(120, "Status Identity Expires Source Account Expiry Reason")]
    [InlineData(200, "Status Identity Expires Source Account Expiry Reason Thumbprint")]
    public void Checks_in_a_table(int width, string columns) =>
        Fits("Test-CsClientCertificate -Path $Data/certificates/steve*.cer, $Data/certificates/dbirkby*.cer", width, columns);

    [Fact]
    public void A_name_that_is_wider_than_its_column_is_wrapped_and_not_cut()
    {
        using var session = NewSession(80);
        var text = session.Show("Get-CsUser -Identity 'Maximiliana*' | Format-Table");

        Assert.Contains("habsburg", text);
        Assert.Contains("sip:maximiliana.von.hohenstaufen-habsburg-barcelona@litwareinc.com", string.Concat(Cells(text, 27, 44)));
        Assert.DoesNotContain("…", text);
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
    public void Expired_and_soon_are_coloured_where_the_screen_has_colour()
    {
        using var screen = new RawSession(Registry);
        const string Copy = "[pscustomobject]@{ PSTypeName = 'Microsoft.Rtc.Management.UserPinService.CertInfoDetails'; Identity = 'sip:x@y'; ExpirationTime = [datetime]::Today.AddDays(DAYS) } | Format-Table";
        const string Bush = "Get-CsClientCertificate 'Steve Bush' | Format-Table";

        // The test program itself may have been told to do without colour.
        var before = Environment.GetEnvironmentVariable("NO_COLOR");
        try
        {
            Environment.SetEnvironmentVariable("NO_COLOR", null);
            Assert.Contains("\u001b[31;1mexpired", screen.Show(Bush));
            Assert.Contains("\u001b[33;1min 30 days", OfOneDay(() => screen.Show(Copy.Replace("DAYS", "30"))));
            Assert.DoesNotContain(Escape, OfOneDay(() => screen.Show(Copy.Replace("DAYS", "31"))));
            // The default view stays as it was observed.
            Assert.DoesNotContain(Escape, screen.Show("Get-CsClientCertificate 'Steve Bush'"));

            Environment.SetEnvironmentVariable("NO_COLOR", "1");
            Assert.DoesNotContain(Escape, screen.Show(Bush));

            Environment.SetEnvironmentVariable("NO_COLOR", null);
            screen.Show("$PSStyle.OutputRendering = 'PlainText'");
            Assert.DoesNotContain(Escape, screen.Show(Bush));

            screen.Show("$PSStyle.OutputRendering = 'Host'; Set-StrictMode -Version Latest; $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'");
            Assert.Contains("\u001b[31;1mexpired", screen.Show(Bush));
        }
        finally
        {
            Environment.SetEnvironmentVariable("NO_COLOR", before);
        }
    }

    [Fact]
    public void Views_show_all_in_strict_mode()
    {
        Run("Set-StrictMode -Version Latest").Clean();

        Assert.Contains(" expired ", Show("Get-CsClientCertificate 'Steve Bush' | Format-Table"));
        Assert.Contains(" expired ", Show("Test-CsClientCertificate -Path $Data/certificates/steve*.cer"));
        Assert.Contains(": SQLite", Show("Get-CsCertificateRegistry"));
    }

    [Theory]
    [InlineData("Get-CsUser evil")]
    [InlineData("Get-CsUser evil | Format-Table")]
    [InlineData("Get-CsClientCertificate evil")]
    [InlineData("Get-CsClientCertificate evil | Format-Table")]
    [InlineData("Get-CsClientCertificate evil | Format-Table -View Revoked")]
    [InlineData("Get-CsCertificateAudit -Identity evil")]
    [InlineData("Test-CsClientCertificate -Path $Data/certificates/wkahn*.cer")]
    [InlineData("Revoke-CsClientCertificate evil -WhatIf")]
    [InlineData("Get-CsClientCertificate \"$([char]27)[2J\"")]
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
        var text = screen.Show(command.Replace("$Data", Places.Data));

        Assert.DoesNotContain(Escape, text);
        Assert.DoesNotContain('\u202e', text);
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

    private void Fits(string command, int width, string columns)
    {
        using var session = NewSession(width);
        var lines = session.Show(command).Split('\n');
        var heading = Assert.Single(lines, line => line.TrimStart().StartsWith(columns.Split(' ')[0], StringComparison.Ordinal));

        Assert.Equal(columns.Split(' '), heading.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.DoesNotContain(lines, line => line.Contains('…') || line.Contains("..."));
    }

    private static IEnumerable<string> Cells(string text, int from, int width) =>
        text.Split('\n').Where(line => line.Length > from).Select(line => line.Substring(from, Math.Min(width, line.Length - from)).Trim());
}
