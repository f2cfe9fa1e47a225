using CsClientCertificate.Help.Pages;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Docs;

/// <summary>The pages of docs/, each read once.</summary>
internal static class DocumentedPages
{
    private static readonly Lazy<IReadOnlyDictionary<string, CommandPage>> Read = new(() =>
        PageFiles.Commands(Folder).Select(CommandPage.Read).ToDictionary(page => page.Name, StringComparer.Ordinal));

    public static string Folder => Places.InRoot("docs");

    public static IEnumerable<string> Names => Read.Value.Keys;

    public static CommandPage Of(string command) =>
        Read.Value.TryGetValue(command, out var page) ? page : throw new InvalidOperationException($"docs/{command}.md is missing.");
}
