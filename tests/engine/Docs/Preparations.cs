using System.Collections;
using System.Management.Automation.Language;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Docs;

/// <summary>What single examples need beyond the demo's registry and files, by page and example.</summary>
internal static class Preparations
{
    private static readonly Dictionary<string, string> Scripts = Read();

    public static IEnumerable<string> Names => Scripts.Keys;

    /// <summary>Whether an example needs a certificate that is made for it.</summary>
    public static bool MakeKeys(string page, string example) => For(page, example).Contains("ECDsa", StringComparison.Ordinal);

    public static string For(string page, string example) => Scripts.GetValueOrDefault($"{page}: {example}", "");

    private static Dictionary<string, string> Read()
    {
        var tree = Parser.ParseFile(Places.InRoot("tests", "examples", "preparations.psd1"), out _, out var errors);
        Assert.Empty(errors);
        var table = (Hashtable)((HashtableAst)tree.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)).SafeGetValue();
        return table.Keys.Cast<string>().ToDictionary(name => name, name => (string)table[name]!);
    }
}
