using System.Text;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Publishing;

/// <summary>Every file of tests/data/certificates-refused, with what its README expects of it.</summary>
public sealed class RefusedCertificateTests : ModuleTest
{
    private const string Ken = "sip:ken.myer@litwareinc.com";
    private const string Pilar = "sip:pilar.ackerman@litwareinc.com";

    /// <summary>File; to whom it is published, a line each; the error, if there is one.</summary>
    private static readonly (string File, string[] Published, string? Error)[] Expected =
    [
        ("nobody.cer", [], "ManagementObjectNotFound"),
        ("no-name.cer", [], "ManagementObjectNotFound"),
        ("display-name.cer", [], "ManagementObjectNotFound"),
        ("account-name.cer", [], "ManagementObjectNotFound"),
        ("mailbox.cer", [], "ManagementObjectNotFound"),
        ("accent.cer", [], "ManagementObjectNotFound"),
        ("host-names.cer", [], "ManagementObjectNotFound"),
        ("names-contact.cer", [], "ManagementObjectNotFound"),
        ("email-in-subject.cer", [], "ManagementObjectNotFound"),
        ("two-users.cer", [], "AmbiguousIdentity"),
        ("sip-and-upn-of-two.cer", [], "AmbiguousIdentity"),
        ("names-pilar.cer", [Pilar], null),
        ("dns-name-with-at.cer", [Ken], null),
        ("empty-subject.cer", [Ken], null),
        ("bmp-string.cer", [Ken], null),
        ("t61-string.cer", [Ken], null),
        ("two-common-names.cer", [Ken], null),
        ("multi-valued.cer", [Ken], null),
        ("not-yet-valid.cer", [Ken], null),
        ("long-expired.cer", [Ken], null),
        ("no-end.cer", [Ken], null),
        ("end-before-start.cer", [Ken], null),
        ("version1.cer", [Ken], null),
        ("huge-serial.cer", [Ken], null),
        ("other-issuer.cer", [Ken], null),
        ("truncated.cer", [], "InvalidCertificate"),
        ("trailing-bytes.cer", [Ken], "InvalidCertificate"),
        ("garbage.cer", [], "InvalidCertificate"),
        ("empty.cer", [], "InvalidCertificate"),
        ("text.pem", [], "InvalidCertificate"),
        ("no-end-line.pem", [], "InvalidCertificate"),
        ("bad-block.pem", ["sip:terri.chudzik@litwareinc.com", "sip:toni.poe@litwareinc.com"], "InvalidCertificate"),
        ("with-private-key.pem", ["sip:terri.chudzik@litwareinc.com"], null),
        ("remarks-crlf.pem", ["sip:toni.poe@litwareinc.com"], null),
    ];

    public RefusedCertificateTests() => Run("$null = Import-CsUser $Data/directory.ldif; $r = \"$Data/certificates-refused\"").Clean();

    public static TheoryData<string> Files => [.. Expected.Select(row => row.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_does_what_its_description_says(string file)
    {
        var (_, published, error) = Expected.Single(row => row.File == file);

        var reply = Run($"Publish-CsClientCertificate $r/{file} -PassThru");

        Assert.Null(reply.Failure);
        Assert.Equal(published, reply.Each("Identity"));
        Assert.Equal(error is null ? [] : [error], reply.Errors.Select(record => record.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(reply.Errors, record => Assert.Contains(file, record.Exception.Message));
    }

    [Fact]
    public void A_certificate_that_names_nobody_says_so()
    {
        var message = Run("Publish-CsClientCertificate $r/no-name.cer").Error.Exception.Message;

        Assert.Contains("identifies no user", message);
        Assert.DoesNotContain("\"\"", message);
    }

    [Fact]
    public void The_list_is_of_all_files_but_one()
    {
        // What `;transport=tls` in a SIP URI means is the project's choice, held below.
        var files = Directory.GetFiles(Path.Combine(Places.Data, "certificates-refused")).Select(Path.GetFileName);

        Assert.Equal(files.Order(), Expected.Select(row => row.File).Append("sip-parameters.cer").Order());
    }

    [Fact]
    public void A_SIP_URI_with_parameters_makes_no_error_but_that_of_a_stranger()
    {
        var reply = Run("Publish-CsClientCertificate $r/sip-parameters.cer -PassThru");

        Assert.True(
            reply.Errors.Count == 0
                ? reply.Each("Identity").SequenceEqual([Ken])
                : reply.Error.FullyQualifiedErrorId.StartsWith("ManagementObjectNotFound,", StringComparison.Ordinal) && reply.Output.Count == 0);
    }

    [Theory]
    [InlineData("Ken Myer", Ken)]
    [InlineData("sip:pilar.ackerman@litwareinc.com", Pilar)]
    public void Among_those_a_certificate_names_Identity_chooses(string identity, string published) =>
        Assert.Equal([published], Run($"Publish-CsClientCertificate $r/two-users.cer -Identity '{identity}' -PassThru").Clean().Each("Identity"));

    [Theory]
    [InlineData("names-pilar.cer", "Ken Myer")]
    [InlineData("two-users.cer", "Steve Bush")]
    [InlineData("nobody.cer", "Ken Myer")]
    [InlineData("display-name.cer", "Ken Myer")]
    public void Nobody_else_can_be_chosen(string file, string identity)
    {
        var reply = Run($"Publish-CsClientCertificate $r/{file} -Identity '{identity}' -PassThru");

        Assert.Empty(reply.Output);
        Assert.StartsWith("CertificateUserMismatch,", reply.Error.FullyQualifiedErrorId);
        Assert.Equal(System.Management.Automation.ErrorCategory.SecurityError, reply.Error.CategoryInfo.Category);
        Assert.Equal(identity, reply.Error.TargetObject);
        Assert.Null(reply.Failure);
    }

    [Fact]
    public void All_at_once_only_the_bad_are_left_out()
    {
        var reply = Run("Publish-CsClientCertificate $r/* -PassThru");

        Assert.Null(reply.Failure);
        Assert.Superset(
            Expected.SelectMany(row => row.Published).ToHashSet(), reply.Each("Identity").OfType<string>().ToHashSet());
        Assert.InRange(reply.Output.Count, Expected.Sum(row => row.Published.Length), Expected.Sum(row => row.Published.Length) + 1);
    }

    [Fact]
    [Trait(RegistryStore.Trait, RegistryStore.File)]
    public void A_private_key_is_left_out_and_said_so()
    {
        var reply = Run("Publish-CsClientCertificate $r/with-private-key.pem").Clean();

        Assert.Single(reply.Warnings, warning => warning.Contains("1 private key"));
        var pem = File.ReadAllText(Path.Combine(Places.Data, "certificates-refused", "with-private-key.pem"));
        var block = pem[pem.IndexOf("PRIVATE KEY-----", StringComparison.Ordinal)..].Split('\n', '\r');
        var middle = Convert.FromBase64String(string.Concat(block.Skip(1).TakeWhile(line => !line.StartsWith('-'))).Trim())[60..124];
        Assert.Equal(-1, File.ReadAllBytes(Registry).AsSpan().IndexOf(middle));
        // Byte by byte: a culture passes over characters, and takes its time for a whole file.
        Assert.DoesNotContain("PRIVATE KEY", Encoding.Latin1.GetString(RegistryBytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_in_a_certificate_object_is_left_out()
    {
        Wine.Skip("it makes no keys");
        var reply = Run("""
            $pair = [Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile("$r/with-private-key.pem")
            $pair.HasPrivateKey
            $pair | Publish-CsClientCertificate -PassThru | ForEach-Object { $_.GetCertificate().HasPrivateKey }
            """);

        Assert.Equal([true, false], reply.All<bool>());
    }

    [Theory]
    [InlineData("other-issuer.cer", "Other")]
    [InlineData("names-pilar.cer", "OcsSigned")]
    public void The_type_says_what_the_issuer_calls_itself(string file, string type) =>
        Assert.Equal([type], Run($"Publish-CsClientCertificate $r/{file} -PassThru").Clean().Each("CertificateType"));

    [Fact]
    public void A_folder_of_odd_dates_is_shown_without_harm()
    {
        Run("Publish-CsClientCertificate $r/no-end.cer, $r/long-expired.cer, $r/not-yet-valid.cer, $r/end-before-start.cer").Clean();

        Assert.Equal(4, Run("Get-CsClientCertificate 'Ken Myer'").Clean().Output.Count);
        Assert.Contains("ExpirationTime", Show("Get-CsClientCertificate 'Ken Myer'"));
    }
}
