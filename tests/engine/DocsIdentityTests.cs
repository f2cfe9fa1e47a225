using CsClientCertificate.Help.Pages;
using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>The tables of docs/identities.md, run against the demo's registry.</summary>
public sealed class DocsIdentityTests(DocsIdentityTests.Registry registry) : IClassFixture<DocsIdentityTests.Registry>
{
    private static readonly string[] Found = ["Identity", "matched as", "user"];
    private static readonly string[] NotFound = ["Identity", "error", "because"];

    public static TheoryData<string, string, string> FoundRows => Rows(Found);

    public static TheoryData<string, string, string> NotFoundRows => Rows(NotFound);

    [Theory, MemberData(nameof(FoundRows))]
    public void It_means_that_user_in_that_form(string identity, string form, string user)
    {
        Assert.Equal([user], Get("Get-CsUser", identity).Clean().Each("SipAddress"));
        Assert.All(Get("Get-CsClientCertificate", identity).Clean().Each("Identity"), found => Assert.Equal(user, found));
        foreach (var command in new[] { "Get-CsUser", "Get-CsClientCertificate" })
        {
            Assert.Contains(Get(command, identity).Verbose, message => message.StartsWith($"\"{identity}\" matched as {form}", StringComparison.Ordinal));
        }
    }

    [Theory, MemberData(nameof(NotFoundRows))]
    public void It_is_that_error(string identity, string error, string because)
    {
        Assert.NotEqual("", because);
        foreach (var command in new[] { "Get-CsUser", "Get-CsClientCertificate" })
        {
            Assert.Equal(error, Get(command, identity).Error.FullyQualifiedErrorId.Split(',')[0]);
        }
    }

    [Fact]
    public void All_tables_of_the_page_are_run() => Assert.Equal(
        Page().All().SelectMany(section => section.Tables).Sum(table => PlainText.Cells(table).Count - 1),
        FoundRows.Count + NotFoundRows.Count);

    private Reply Get(string command, string identity) => registry.Session.Set("Identity", identity).Run($"{command} -Identity $Identity -Verbose");

    private static MarkdownPage Page() => MarkdownPage.Read(Path.Combine(DocumentedPages.Folder, "identities.md"));

    private static TheoryData<string, string, string> Rows(string[] heading)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var cells in Page().All().SelectMany(section => section.Tables).Select(PlainText.Cells).Where(cells => cells[0].SequenceEqual(heading)))
        {
            foreach (var row in cells.Skip(1))
            {
                rows.Add(row[0], row[1], row[2]);
            }
        }

        return rows;
    }

    public sealed class Registry : IDisposable
    {
        private readonly DemoRegistry _demo = new();
        private readonly Workplace _workplace;

        public Registry() => _workplace = new Workplace(_demo);

        public Session Session => _workplace.Session;

        public void Dispose()
        {
            _workplace.Dispose();
            _demo.Dispose();
        }
    }
}
