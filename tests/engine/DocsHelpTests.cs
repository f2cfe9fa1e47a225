using System.Text.RegularExpressions;
using CsClientCertificate.Help.Pages;
using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>Get-Help shows what the pages of docs/ say.</summary>
public sealed partial class DocsHelpTests(ImportedSession imported) : IClassFixture<ImportedSession>
{
    private readonly Session _session = imported.Session;

    public static TheoryData<string> Pages => [.. DocumentedPages.Names];

    [Theory, MemberData(nameof(Pages))]
    public void The_full_help_holds_the_whole_page(string name)
    {
        var page = DocumentedPages.Of(name);
        var help = Words(_session.Show($"Get-Help {name} -Full"));

        string[] paragraphs =
        [
            page.Synopsis, .. page.Description, .. page.Notes,
            .. page.Parameters.SelectMany(parameter => parameter.Description.Prepend("-" + parameter.Name)),
            .. page.Inputs.Concat(page.Outputs).SelectMany(type => type.Description.Prepend(type.Name)),
            .. page.Examples.SelectMany(example => example.Remarks.Append(example.Code).Append(example.Output ?? "")),
            .. page.Links.Select(link => link.Text),
        ];
        Assert.All(paragraphs, paragraph => Assert.Contains(Words(paragraph), help));
    }

    [Theory, MemberData(nameof(Pages))]
    public void The_syntax_in_the_help_is_the_pages(string name)
    {
        var help = Words(_session.Show($"Get-Help {name}"));

        Assert.All(DocumentedPages.Of(name).Syntax, line => Assert.Contains(Words(line.Text), help));
    }

    [Theory, MemberData(nameof(Pages))]
    public void Its_examples_can_be_had_alone(string name)
    {
        var help = Words(_session.Show($"Get-Help {name} -Examples"));

        Assert.All(DocumentedPages.Of(name).Examples, example => Assert.Contains(Words(example.Code), help));
    }

    [Theory, MemberData(nameof(Pages))]
    public void Each_parameter_can_be_asked_for(string name) =>
        Assert.All(DocumentedPages.Of(name).Parameters, parameter =>
        {
            var help = Words(_session.Show($"Get-Help {name} -Parameter {parameter.Name}"));

            Assert.Contains("-" + parameter.Name, help);
            Assert.All(parameter.Description, paragraph => Assert.Contains(Words(paragraph), help));
        });

    [Theory]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("")]
    public void It_is_there_in_every_culture(string culture)
    {
        using var session = new Session(culture: culture).ImportModule();

        Assert.Equal(
            DocumentedPages.Of("Get-CsClientCertificate").Synopsis,
            session.Run("(Get-Help Get-CsClientCertificate).Synopsis").One<string>());
    }

    [Fact]
    public void The_topic_is_found_and_has_a_synopsis()
    {
        var topic = _session.Show("Get-Help about_CsClientCertificate");

        Assert.Contains("GETTING STARTED", topic);
        Assert.Equal(
            "Shows and revokes client certificates of Skype for Business users.",
            _session.Run("Get-Help about_CsClientCertificate* | Where-Object Name -eq about_CsClientCertificate").Each("Synopsis").Single());
        Assert.All(topic.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("about_CsClientCertificate_Identities", "identities.md")]
    [InlineData("about_CsClientCertificate_Filters", "filters.md")]
    [InlineData("about_CsClientCertificate_Servers", "servers.md")]
    public void A_page_that_the_console_names_is_a_topic(string topic, string file)
    {
        var page = MarkdownPage.Read(Path.Combine(DocumentedPages.Folder, file));
        var help = Words(_session.Show($"Get-Help {topic}"));

        Assert.Equal(topic, page.FrontMatter["topic"]);
        Assert.NotEqual("", Assert.Single(_session.Run($"Get-Help {topic}*").Each("Synopsis"))?.Trim());
        Assert.All(page.All().SelectMany(section => section.Paragraphs), paragraph => Assert.Contains(Words(paragraph), help));
    }

    [Fact]
    public void The_console_names_topics_and_no_files()
    {
        var texts = DocumentedPages.Names.Select(name => _session.Show($"Get-Help {name} -Full"))
            .Append(_session.Show("Get-Help about_CsClientCertificate")).ToList();
        var named = texts.SelectMany(text => TopicName().Matches(text)).Select(match => match.Value).Distinct();

        Assert.All(texts, text => Assert.DoesNotMatch(@"\w\.md\b", text));
        Assert.All(named, topic => Assert.Single(_session.Run($"Get-Help {topic} -ErrorAction SilentlyContinue").Output));
    }

    [GeneratedRegex(@"\babout_CsClientCertificate\w*")]
    private static partial Regex TopicName();

    // The console wraps where it likes.
    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
