using System.Text.RegularExpressions;

namespace CsClientCertificate.Help.Pages;

/// <summary>Which files of docs/ are what: pages of commands have a command's name, topics begin with about_, others are for readers only.</summary>
public static partial class PageFiles
{
    public static IEnumerable<string> Commands(string folder) => Of(folder, CommandName());

    public static IEnumerable<string> Topics(string folder) => Of(folder, TopicName());

    private static IEnumerable<string> Of(string folder, Regex name) =>
        Directory.GetFiles(folder, "*.md").Where(file => name.IsMatch(Path.GetFileName(file))).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^[A-Z][a-z]+-Cs\w+\.md$")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"^about_\w+\.md$")]
    private static partial Regex TopicName();
}
