using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Nightly;

/// <summary>The calls of docs/exports.md, as they stand there, with stand-ins for the tools: whatever one of them exports is imported.</summary>
public sealed partial class ExportPageTests : ModuleTest
{
    private static readonly string Page = File.ReadAllText(Places.InRoot("docs", "exports.md")).ReplaceLineEndings("\n");

    private const string Person = """
        [pscustomobject]@{
            DistinguishedName = 'CN=Aaron Painter,DC=litwareinc,DC=com'; ObjectClass = 'user'; ObjectGUID = [guid]'0f0f5a4e-6b0e-4a54-9a0e-2d2f0f7b3c11'
            SamAccountName = 'apainter'; 'msDS-PrincipalName' = 'LITWAREINC\apainter'
        }
        """;

    [Theory]
    [InlineData("The module ActiveDirectory", $"function Get-ADUser {{ [CmdletBinding()] param($Filter, $Properties) {Person} }}", 1)]
    [InlineData("The module PSOpenAD", $"function Get-OpenADUser {{ [CmdletBinding()] param($Property) {Person} }}", 1)]
    [InlineData("ldifde", "function ldifde { param($f, $r, $l) [IO.File]::Copy(\"$Data/exports/paged.ldif\", \"$Folder/$f\"); $global:LASTEXITCODE = 0 }", 15)]
    [InlineData("ldapsearch", "function ldapsearch { Get-Content $Data/directory.ldif; $global:LASTEXITCODE = 0 }", 52)]
    public void It_runs(string heading, string tool, int added)
    {
        Run("Set-Location -LiteralPath $Folder").Clean();
        Run(Block("# Directory exports")).Clean();
        Run(tool).Clean();

        Assert.Equal([$"{added}"], Run(Block($"## {heading}\n")).Clean().Each("Added"));
    }

    [Theory]
    [InlineData("ldifde", "function ldifde { param($f, $r, $l) [IO.File]::Copy(\"$Data/exports/paged.ldif\", \"$Folder/$f\"); $global:LASTEXITCODE = 1 }")]
    [InlineData("ldapsearch", "function ldapsearch { Get-Content $Data/directory.ldif; $global:LASTEXITCODE = 4 }")]
    public void A_tool_that_fails_is_heard(string heading, string tool)
    {
        Run("Set-Location -LiteralPath $Folder").Clean();
        Run(Block("# Directory exports")).Clean();
        Run(tool).Clean();

        Assert.Contains($"{heading} failed with exit code", Run(Block($"## {heading}\n")).Failure?.Message);
        Assert.False(File.Exists(Registry));
    }

    private static string Block(string heading) => First().Match(Page, Page.IndexOf(heading, StringComparison.Ordinal)).Groups[1].Value;

    [GeneratedRegex(@"^```powershell\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex First();
}
