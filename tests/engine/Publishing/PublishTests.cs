using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Publishing;

/// <summary>Certificates come in from files and objects, in whatever dress.</summary>
public sealed class PublishTests : ModuleTest
{
    private const string Ken = "sip:ken.myer@litwareinc.com";

    public PublishTests() => Run("$null = Import-CsUser $Data/directory.ldif; $c = \"$Data/certificates\"").Clean();

    [Theory]
    [InlineData("-DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa -PublicationTime 2018-01-01", 0)]
    [InlineData("", 0)]
    [InlineData("-DeviceId '{18E7332F-D993-5A46-9BF5-07B7F8CC70FA}'", 0)]
    [InlineData("-DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fb", 1)]
    [InlineData("-PublicationTime 2018-01-02", 1)]
    public void What_is_stored_stays_and_a_warning_says_so(string arguments, int warnings)
    {
        Run("Publish-CsClientCertificate $c/bsmith-desktop.cer -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa -PublicationTime 2018-01-01").Clean();

        var again = Run($"Publish-CsClientCertificate $c/bsmith-desktop.cer {arguments} -PassThru").Clean();

        Assert.Equal(warnings, again.Warnings.Count);
        Assert.Equal(["{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}"], again.Each("DeviceId"));
    }

    [Fact]
    public void Verbose_says_in_the_end_what_became_of_all()
    {
        Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer, $c/bsmith-desktop.cer; Revoke-CsClientCertificate 'Ben Smith'").Clean();

        var reply = Run("Publish-CsClientCertificate $c/kenmyer-*.cer, $c/bsmith-desktop.cer, $Data/certificates-refused/nobody.cer -Verbose");

        Assert.Equal("Certificates published: 2, already there: 1, revoked: 1, refused: 1.", reply.Verbose[^1]);
    }

    [Theory]
    [InlineData("\"$c/kenmyer-laptop.cer\" | Publish-CsClientCertificate -PassThru", 1)]
    [InlineData("Set-Location $c; 'kenmyer-laptop.cer', 'kenmyer-phone.pem' | Publish-CsClientCertificate -PassThru", 2)]
    [InlineData("Set-Location $c; 'kenmyer-*.cer' | Publish-CsClientCertificate -PassThru", 3)]
    [InlineData("Set-Location $c; 'phones-2018-05.pem' | Publish-CsClientCertificate -PassThru", 3)]
    [InlineData("[pscustomobject]@{ FullName = \"$c/kenmyer-laptop.cer\" } | Publish-CsClientCertificate -PassThru", 1)]
    [InlineData("[pscustomobject]@{ Certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new(\"$c/kenmyer-laptop.cer\") } | Publish-CsClientCertificate -PassThru", 1)]
    [InlineData("[Security.Cryptography.X509Certificates.X509Certificate]::new(\"$c/kenmyer-laptop.cer\") | Publish-CsClientCertificate -PassThru", 1)]
    public void A_text_is_a_path(string command, int count) =>
        Assert.Equal(count, Run(command).Clean().Output.Count);

    [Fact]
    public void A_list_of_files_is_no_certificate_file_itself()
    {
        Run("[IO.File]::WriteAllText(\"$Folder/list.txt\", \"$c/kenmyer-laptop.cer\")").Clean();

        Assert.Equal([Ken], Run("Get-Content $Folder/list.txt | Publish-CsClientCertificate -PassThru").Clean().Each("Identity"));
    }

    [Theory]
    [InlineData("Publish-CsClientCertificate -Certificate \"$c/kenmyer-laptop.cer\"", "ParameterArgumentTransformationError,")]
    [InlineData("[pscustomobject]@{ Identity = 'Ken Myer' } | Publish-CsClientCertificate", "AmbiguousParameterSet,")]
    [InlineData("@{ File = 'kenmyer-laptop.cer' } | Publish-CsClientCertificate", "AmbiguousParameterSet,")]
    public void What_is_neither_path_nor_certificate_does_not_bind(string command, string error)
    {
        Assert.StartsWith(error, Run(command).Error.FullyQualifiedErrorId);
        Assert.Empty(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
    }

    [Fact]
    public void A_renamed_users_certificate_is_there_already()
    {
        Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer").Clean();
        Run("[IO.File]::WriteAllText(\"$Folder/new.ldif\", [IO.File]::ReadAllText(\"$Data/directory.ldif\").Replace('ken.myer@litwareinc.com', 'kenneth@litwareinc.com')); $null = Import-CsUser $Folder/new.ldif").Clean();

        var again = Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer -PassThru -Verbose").Clean();

        Assert.Equal(["sip:kenneth@litwareinc.com"], again.Each("Identity"));
        Assert.Contains(again.Verbose, message => message.StartsWith("Nothing to do:", StringComparison.Ordinal));
    }

    [Fact]
    public void An_expired_certificate_of_a_disabled_account_signs_nobody_in()
    {
        // Jo Berry's account is disabled.
        Assert.Contains("is still valid", Assert.Single(Run("Publish-CsClientCertificate $c/jberry-desktop.cer").Clean().Warnings));
        Assert.Empty(Run("Publish-CsClientCertificate $c/jberry-laptop-2016.cer -PublicationTime 2016-11-02").Clean().Warnings);
    }

    [Theory]
    [InlineData("Publish-CsClientCertificate $c/kenmyer-laptop.cer -PassThru", 1)]
    [InlineData("Publish-CsClientCertificate -Path $c/kenmyer-laptop.cer, $c/kenmyer-phone.pem -PassThru", 2)]
    [InlineData("Publish-CsClientCertificate -Path $c/kenmyer-*.cer -PassThru", 3)]
    [InlineData("Publish-CsClientCertificate -LiteralPath $c/kenmyer-laptop.cer -PassThru", 1)]
    [InlineData("Set-Location $c; Publish-CsClientCertificate kenmyer-laptop.cer -PassThru", 1)]
    [InlineData("Get-Item $c/kenmyer-laptop.cer | Publish-CsClientCertificate -PassThru", 1)]
    [InlineData("Get-ChildItem $c | Where-Object { $_.Name -like 'kenmyer-*' } | Publish-CsClientCertificate -PassThru", 4)]
    [InlineData("[pscustomobject]@{ Path = \"$c/kenmyer-*.cer\" } | Publish-CsClientCertificate -PassThru", 3)]
    [InlineData("[pscustomobject]@{ LiteralPath = \"$c/kenmyer-laptop.cer\" } | Publish-CsClientCertificate -PassThru", 1)]
    [InlineData("[Security.Cryptography.X509Certificates.X509Certificate2]::new(\"$c/kenmyer-laptop.cer\") | Publish-CsClientCertificate -PassThru", 1)]
    [InlineData("Publish-CsClientCertificate -Certificate ([Security.Cryptography.X509Certificates.X509Certificate2]::new(\"$c/kenmyer-laptop.cer\")) -PassThru", 1)]
    public void A_certificate_is_published_to_whom_it_names(string command, int count)
    {
        Assert.Equal(Enumerable.Repeat(Ken, count), Run(command).Clean().Each("Identity"));
        Assert.Equal(count, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
    }

    [Theory]
    [InlineData("Get-ChildItem $c/*.cer | Publish-CsClientCertificate", "which has already expired", "certificates that have already expired")]
    [InlineData("@(\"$c/jberry-desktop.cer\") * 25 | Publish-CsClientCertificate -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fb", "Nothing changed", "device id or publication time remains")]
    [InlineData("@(\"$Data/certificates-refused/with-private-key.pem\") * 25 | Publish-CsClientCertificate", "private key(s)", "files that contain private keys")]
    public void Twenty_warnings_of_a_kind_are_given_and_the_rest_is_counted(string command, string each, string kind)
    {
        Run("Publish-CsClientCertificate $c/jberry-desktop.cer").Clean();

        var warnings = Run(command).Clean().Warnings;

        Assert.Equal(20, warnings.Count(warning => warning.Contains(each)));
        Assert.Matches("^[0-9]+ more like this, which are not listed: ", Assert.Single(warnings, warning => warning.Contains(kind)));
    }

    [Fact]
    public void A_file_with_brackets_in_its_name_is_taken_literally()
    {
        Assert.Equal(["sip:reception@litwareinc.com"], Run("Publish-CsClientCertificate -LiteralPath \"$c/reception[1].cer\" -PassThru").Clean().Each("Identity"));
        Assert.Equal(["sip:reception@litwareinc.com"], Run("Get-ChildItem $c | Where-Object Name -eq 'reception[2].cer' | Publish-CsClientCertificate -PassThru").Clean().Each("Identity"));
        Assert.StartsWith("FileNotFound,", Run("Publish-CsClientCertificate -Path \"$c/reception[3].cer\"").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void One_file_may_hold_many() =>
        Assert.Equal(3, Run("Publish-CsClientCertificate $c/phones-2018-05.pem -PassThru").Clean().Output.Count);

    [Fact]
    public void Without_PassThru_nothing_comes_out()
    {
        // One in force, of an account that is not disabled: there is nothing to warn of.
        var reply = Run("Publish-CsClientCertificate $c/bsmith-desktop.cer");

        Assert.Empty(reply.Clean().Output);
        Assert.Equal("", reply.Text);
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fa -PublicationTime 2018-01-01").Clean();
        var before = State();

        var again = Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer -DeviceId 18e7332f-d993-5a46-9bf5-07b7f8cc70fb -PassThru -Verbose").Clean();

        Assert.Equal(["{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}"], again.Each("DeviceId"));
        Assert.Contains("the device id remains {18e7332f-d993-5a46-9bf5-07b7f8cc70fa}", Assert.Single(again.Warnings));
        Assert.Contains(again.Verbose, message => message.StartsWith("Nothing to do:", StringComparison.Ordinal));
        Assert.Equal(before, State());
    }

    [Fact]
    public void The_same_certificate_in_another_dress_is_the_same()
    {
        Run("Publish-CsClientCertificate $c/kenmyer-phone.pem").Clean();
        var before = State();

        Run("Publish-CsClientCertificate -Certificate ([Security.Cryptography.X509Certificates.X509Certificate2]::new(\"$c/kenmyer-phone.pem\"))").Clean();

        Assert.Equal(before, State());
    }

    [Theory]
    [InlineData("'18e7332f-d993-5a46-9bf5-07b7f8cc70fa'")]
    [InlineData("'{18E7332F-D993-5A46-9BF5-07B7F8CC70FA}'")]
    [InlineData("'18e7332fd9935a469bf507b7f8cc70fa'")]
    [InlineData("'(18e7332f-d993-5a46-9bf5-07b7f8cc70fa)'")]
    [InlineData("' urn:uuid:18e7332f-d993-5a46-9bf5-07b7f8cc70fa '")]
    [InlineData("'\"<urn:uuid:18E7332F-D993-5A46-9BF5-07B7F8CC70FA>\"'")]
    [InlineData("([guid] '18e7332f-d993-5a46-9bf5-07b7f8cc70fa')")]
    public void A_device_is_known_by_any_spelling_of_its_id(string device) => Assert.Equal(
        ["{18e7332f-d993-5a46-9bf5-07b7f8cc70fa}"],
        Run($"Publish-CsClientCertificate $c/kenmyer-laptop.cer -DeviceId {device} -PassThru").Clean().Each("DeviceId"));

    [Theory]
    [InlineData("''")]
    [InlineData("$null")]
    [InlineData("' '")]
    public void A_blank_device_is_none(string device) =>
        Assert.Equal([""], Run($"Publish-CsClientCertificate $c/kenmyer-laptop.cer -DeviceId {device} -PassThru").Clean().Each("DeviceId"));

    [Fact]
    public void What_is_no_device_id_is_refused()
    {
        var reply = Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer -DeviceId laptop");

        Assert.StartsWith("ParameterArgumentTransformationError,", reply.Error.FullyQualifiedErrorId);
        Assert.Empty(Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output);
    }

    [Theory]
    [InlineData("[datetime]::SpecifyKind('2018-01-02T03:04:05', 'Utc')", DateTimeKind.Utc)]
    [InlineData("[datetime]::SpecifyKind('2018-01-02T03:04:05', 'Local')", DateTimeKind.Local)]
    [InlineData("[datetime]::SpecifyKind('2018-01-02T03:04:05', 'Unspecified')", DateTimeKind.Local)]
    [InlineData("'2018-01-02T03:04:05'", DateTimeKind.Local)]
    public void A_publication_time_means_its_kind_and_is_local_without_one(string time, DateTimeKind kind)
    {
        var expected = new DateTime(2018, 1, 2, 3, 4, 5, kind).ToUniversalTime();

        var certificate = Assert.Single(Run($"Publish-CsClientCertificate $c/kenmyer-laptop.cer -PublicationTime ({time}) -PassThru").Clean().Output)!;

        Assert.Equal(expected, ((DateTime)certificate.Properties["PublicationTime"].Value).ToUniversalTime());
    }

    /// <summary>Where the clock on the wall shows UTC, all kinds are the same.</summary>
    [Fact]
    public void A_publication_time_means_its_kind_where_local_time_is_not_UTC()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/share/zoneinfo/Asia/Kolkata"), "There is no time zone data here, or TZ does not choose it.");
        const string script = """
            Connect-CsCertificateRegistry -Path $Registry
            Import-CsUser $Data/directory.ldif | Out-Null
            if ([TimeZoneInfo]::Local.BaseUtcOffset.TotalHours -ne 5.5) { 'set up wrongly' }
            $files = 'kenmyer-laptop.cer', 'kenmyer-mobile.cer', 'jberry-desktop.cer', 'jberry-mobile.cer', 'hsteen-desktop.cer'
            $times = foreach ($kind in 'Utc', 'Local', 'Unspecified') { [datetime]::SpecifyKind('2018-01-02T03:04:05', $kind) }
            $n = 0
            foreach ($time in @($times) + '2018-01-02T03:04:05' + '2018-01-02T03:04:05Z') {
                $file = $files[$n++]
                $published = Publish-CsClientCertificate "$Data/certificates/$file" -PublicationTime $time -PassThru -WarningAction Ignore
                "$($published.PublicationTime.Kind) $($published.PublicationTime.ToUniversalTime().ToString('s'))"
            }
            """;

        var reply = ChildEngine.Run(
            "param($Registry, $Data)\n" + ChildEngine.Import + script, [Folder["kinds.db"], Places.Data], new Dictionary<string, string?> { ["TZ"] = "Asia/Kolkata" });

        const string utc = "Local 2018-01-02T03:04:05", wall = "Local 2018-01-01T21:34:05";
        Assert.Equal([utc, wall, wall, wall, utc], reply.Lines());
    }

    [Fact]
    public void Without_a_publication_time_it_is_now()
    {
        var before = DateTime.UtcNow.AddSeconds(-1);

        var certificate = Assert.Single(Run("Publish-CsClientCertificate $c/kenmyer-laptop.cer -PassThru").Clean().Output)!;

        Assert.InRange(((DateTime)certificate.Properties["PublicationTime"].Value).ToUniversalTime(), before, DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public void Devices_and_times_come_from_the_rows_of_a_list()
    {
        Run("""
            $rows = Import-Csv $c/publications.csv | Where-Object { $_.File -like 'kenmyer*' -or $_.File -eq 'phones-2018-05.pem' }
            $rows | ForEach-Object {
                [pscustomobject]@{ LiteralPath = "$c/$($_.File)"; DeviceId = $_.DeviceId; PublicationTime = $_.PublicationTime }
            } | Publish-CsClientCertificate
            """).Clean();

        Assert.Equal(
            ["{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a01}", "{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a02}", "{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a03}", "{5c1f0e6a-7d1b-5e0e-9a1c-0d4d7c6b1a04}"],
            Run("Get-CsClientCertificate 'Ken Myer'").Clean().Each("DeviceId"));
        Assert.Equal(2, Run("Get-CsClientCertificate 'Ken Myer' | Where-Object { $_.PublicationTime -gt '1/1/2018' }").Clean().Output.Count);
    }

    [Fact]
    public void What_is_not_there_is_reported_and_the_rest_goes_on()
    {
        var reply = Run("Publish-CsClientCertificate $c/none.cer, $c, $c/kenmyer-laptop.cer, $c/none*.cer -PassThru");

        Assert.Equal([Ken], reply.Each("Identity"));
        Assert.Equal(3, reply.Errors.Count);
        Assert.All(reply.Errors, error => Assert.StartsWith("FileNotFound,", error.FullyQualifiedErrorId));
        Assert.Null(reply.Failure);
    }

    [Theory]
    [InlineData("'Ben Smith'", "bsmith-desktop.cer")]
    [InlineData("'Wendy Kahn'", "wkahn-desktop.cer")]
    [InlineData("'David Campbell'", "dcampbell-desktop.cer")]
    [InlineData("'Jo Berry'", "jberry-desktop.cer")]
    public void Neither_pool_nor_SIP_address_nor_being_enabled_is_needed(string identity, string file) =>
        Assert.Single(Run($"Publish-CsClientCertificate $c/{file} -Identity {identity} -PassThru").Clean().Output);

    [Fact]
    public void No_certificate_of_the_demo_is_refused() =>
        Assert.Equal(46, Run("Publish-CsClientCertificate $c/*.cer, $c/*.pem -PassThru").Clean().Output.Count);

    private string State() => string.Join(", ", Run("Get-CsCertificateRegistry").Clean().Each("AuditHead").Concat(Run("Get-CsCertificateRegistry").Each("CertificateCount")));
}
