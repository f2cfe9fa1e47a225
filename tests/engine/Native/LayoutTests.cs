using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>
/// Both sides of the C border lay their structures out in the same way. One that grew on one side only would not fail to build:
/// it would read and write beside its memory.
/// </summary>
public sealed class LayoutTests : IDisposable
{
    private static readonly string Header = Places.InRoot("include", "cscert.h");

    private readonly TemporaryFolder _folder = new();

    public LayoutTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "the header is compared where the C compiler is, in Linux");

    [Fact]
    public void Every_structure_of_the_module_is_laid_out_as_the_header_has_it() =>
        Assert.Equal(Normalized(HeaderLayout.Of(Header, _folder)), Normalized(ModuleLayout.Of(ModuleLayout.Assembly())));

    [Theory]
    [InlineData("int64_t gone_since;", "int64_t gone_since;\n    int64_t planted;", "cscert_user: ")]
    [InlineData("uint32_t option_flags;", "uint64_t option_flags;", "cscert_user.option_flags: ")]
    [InlineData("uint8_t sha1[20];", "uint8_t sha1[32];", "cscert_certificate.sha1: ")]
    [InlineData("struct cscert_text name;\n", "\n", "cscert_attribute: ")]
    public void A_structure_that_changed_on_one_side_is_noticed(string field, string other, string expected)
    {
        var text = File.ReadAllText(Header);
        Assert.Contains(field, text);
        var changed = HeaderLayout.Of(_folder.Write("changed.h", text.Replace(field, other)), _folder);

        var differences = Normalized(changed).Except(Normalized(ModuleLayout.Of(ModuleLayout.Assembly())));

        Assert.Contains(differences, line => line.StartsWith(Normalize(expected), StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    // By structure; its fields keep their order.
    private static IEnumerable<string> Normalized(IEnumerable<string> lines) =>
        lines.Select(Normalize).OrderBy(line => line.Split('.', ':')[0], StringComparer.Ordinal);

    // cscert_import_notice and NativeImportNotice, option_flags and OptionFlags.
    private static string Normalize(string line) =>
        line.Replace("cscert_", "Native", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
