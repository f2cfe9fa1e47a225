using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Users;

/// <summary>ISO dates mean the same in every culture: in some, the year 2018 is another century's.</summary>
public sealed class InvariantDateTests : LitwareTest
{
    public static TheoryData<string> Cultures => ["th-TH", "fa-IR", "ar-SA", "de-DE", "en-US"];

    [Theory, MemberData(nameof(Cultures))]
    public void They_are_read_in_the_invariant_calendar(string culture)
    {
        using var session = NewSession(culture: culture);
        string Times(string arguments) => string.Join(",", session.Run($"(Find-CsClientCertificate {arguments}).Thumbprint").All<string>());

        var before = Times("-ExpiringBefore ([datetime]::new(2018, 9, 5))");
        var after = Times("-PublishedAfter ([datetime]::new(2018, 2, 11, 8, 0, 0))");
        Assert.NotEmpty(before);
        Assert.NotEmpty(after);
        foreach (var text in new[] { "2018-09-05", "' 2018-09-05 '", "2018-09-05T00:00:00", "([datetime]::new(2018, 9, 5).ToString('o'))", "([datetime]::new(2018, 9, 5).ToUniversalTime().ToString('o'))", "([psobject] '2018-09-05')" })
        {
            Assert.Equal(before, Times($"-ExpiringBefore {text}"));
        }

        Assert.Equal(after, Times("-PublishedAfter 2018-02-11T08:00:00.0000000"));
        Assert.Equal(47, session.Run("Get-CsCertificateAudit -After 2000-01-01 -Before 2099-01-01").Clean().Output.Count);
        Assert.Empty(session.Run("Get-CsCertificateAudit -After 2099-01-01").Clean().Output);
        Assert.Empty(session.Run("Get-CsCertificateAudit -Before 2000-01-01").Clean().Output);
        session.Run("Revoke-CsClientCertificate 'Nobody' 2>$null; Publish-CsClientCertificate $Data/certificates-refused/not-yet-valid.cer -PublicationTime 2018-02-11T08:00:00.0000000").Clean();
        Assert.Equal([new DateTime(2018, 2, 11, 8, 0, 0)], session.Run("(Find-CsClientCertificate | Where-Object NotBefore -gt ([datetime]::Now)).PublicationTime").All<DateTime>());
    }

    /// <summary>PowerShell takes a number for so many ten-millionths of a second since the year 1: everything expires after that.</summary>
    [Theory]
    [InlineData("Find-CsClientCertificate -ExpiringBefore 2018")]
    [InlineData("Find-CsClientCertificate -PublishedAfter 20180131")]
    [InlineData("Get-CsCertificateAudit -After 2018")]
    [InlineData("Get-CsCertificateAudit -Before 2018.5")]
    [InlineData("Publish-CsClientCertificate $Data/certificates/steve.bush.cer -PublicationTime 2018")]
    public void A_number_is_not_a_date(string command)
    {
        var error = Run(command).Error;

        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId);
        Assert.Contains("is not a valid date", error.Exception.Message);
        Assert.Contains("yyyy-MM-dd", error.Exception.Message);
    }

    /// <summary>As a row of a table says it.</summary>
    [Fact]
    public void So_are_those_of_rows()
    {
        using var session = NewSession(culture: "th-TH");

        session.Run("[pscustomobject]@{ Path = \"$Data/certificates-refused/not-yet-valid.cer\"; PublicationTime = '2018-02-11' } | Publish-CsClientCertificate").Clean();

        Assert.Equal([new DateTime(2018, 2, 11)], session.Run("(Find-CsClientCertificate | Where-Object NotBefore -gt ([datetime]::Now)).PublicationTime").All<DateTime>());
    }

    [Fact]
    public void Other_texts_stay_with_the_culture()
    {
        using var thai = NewSession(culture: "th-TH");
        using var german = NewSession(culture: "de-DE");
        var expected = Run("Find-CsClientCertificate -ExpiringBefore ([datetime]::new(2018, 9, 5))").Clean().Output.Count;

        Assert.Equal(expected, thai.Run("Find-CsClientCertificate -ExpiringBefore 5/9/2561").Clean().Output.Count);
        Assert.Equal(expected, german.Run("Find-CsClientCertificate -ExpiringBefore 05.09.2018").Clean().Output.Count);
    }

    [Fact]
    public void A_day_that_is_not_in_the_calendar_is_refused() =>
        Assert.StartsWith("CannotConvertArgument", Run("Find-CsClientCertificate -ExpiringBefore 2018-13-45").Error.FullyQualifiedErrorId);
}
