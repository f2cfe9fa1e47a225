using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>Every example of every page runs as it stands there, and prints what the page says.</summary>
public sealed class DocsExampleTests(DemoRegistry demo) : IClassFixture<DemoRegistry>
{
    // Commands of these verbs exist to answer; an example of them that answers nothing shows nothing.
    private static readonly string[] Answering = ["Get", "Find", "Test", "Import", "Backup"];

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (var name in DocumentedPages.Names)
            {
                foreach (var example in DocumentedPages.Of(name).Examples)
                {
                    examples.Add(name, example.Title);
                }
            }

            return examples;
        }
    }

    [Theory, MemberData(nameof(Examples))]
    public void It_runs(string page, string title)
    {
        if (Preparations.MakeKeys(page, title))
        {
            Wine.Skip("it makes no keys");
        }

        var example = DocumentedPages.Of(page).Examples.Single(example => example.Title == title);
        using var workplace = new Workplace(demo);
        workplace.Session.Run(Preparations.For(page, title)).Clean();

        var reply = workplace.Session.Run(example.Code).Clean();

        var shown = workplace.Session.Set("Shown", reply.Output).Show("$Shown");
        if (example.Output is not null)
        {
            Assert.Equal(ShownOutput.Expected(example.Output), ShownOutput.Lines(shown));
        }
        else if (Answering.Contains(page.Split('-')[0]))
        {
            Assert.NotEqual("", shown + reply.Text);
        }
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("")]
    public void All_run_in_other_cultures_too(string culture)
    {
        Wine.Skip("its cultures are others than Windows'");
        Assert.All(Examples, row =>
        {
            var (page, title) = row.Data;
            using var workplace = new Workplace(demo, culture);
            workplace.Session.Run(Preparations.For(page, title)).Clean();

            workplace.Session.Run(DocumentedPages.Of(page).Examples.Single(example => example.Title == title).Code).Clean();
        });
    }

    [Fact]
    public void Nothing_is_prepared_for_examples_that_are_gone() =>
        Assert.Empty(Preparations.Names.Except(Examples.Select(row => $"{row.Data.Item1}: {row.Data.Item2}")));

    [Fact]
    public void Every_page_has_examples() => Assert.All(DocumentedPages.Names, name => Assert.NotEmpty(DocumentedPages.Of(name).Examples));
}
