using System.Text.RegularExpressions;

namespace CsClientCertificate.Help.Pages;

/// <summary>
/// Which files of docs/ are what: pages of commands have a command's name; topics have one that begins with about_, or say in their front matter
/// under which name the console has them; others are for readers only.
/// </summary>
public static partial class PageFiles
{
    public static IEnumerable<string> Commands(string folder) => Of(folder, CommandName());

    public static IEnumerable<(string Topic, MarkdownPage Page)> Topics(string folder) =>
        from file in Of(folder, AnyName())
        let page = MarkdownPage.Read(file)
        let topic = page.FrontMatter.TryGetValue("topic", out var named) ? named : page.Name
        where TopicName().IsMatch(topic)
        select (topic, page);

    private static IEnumerable<string> Of(string folder, Regex name) =>
        Directory.GetFiles(folder, "*.md").Where(file => name.IsMatch(Path.GetFileName(file))).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^[A-Z][a-z]+-Cs\w+\.md$")]
    private static partial Regex CommandName();

    [GeneratedRegex("")]
    private static partial Regex AnyName();

    [GeneratedRegex(@"^about_\w+$")]
    private static partial Regex TopicName();
}
