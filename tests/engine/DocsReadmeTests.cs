using System.Management.Automation;
using System.Text.RegularExpressions;
using CsClientCertificate.Help.Pages;
using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>What README.md and the topic of the help tell people to type works, from their own text.</summary>
public sealed partial class DocsReadmeTests(DemoRegistry demo) : IClassFixture<DemoRegistry>
{
    private const string Leavers = "When somebody leaves";

    [Fact]
    public void The_leavers_script_takes_their_certificates_away()
    {
        var script = Readme(Leavers).Code.First();
        Assert.Equal(5, script.Lines.Count);
        using var workplace = new Workplace(demo);
        var session = workplace.Session;
        session.Run("""[IO.File]::WriteAllText("$Folder/leavers.csv", "Identity,Left`nJo Berry,2018-05-31`neurope\fkohl,2018-05-31`n")""").Clean();
        Assert.Equal(3, session.Run("Find-CsClientCertificate -AccountDisabled").Clean().Output.Count);

        var shown = session.Show(PlainText.Code(script));

        Assert.Equal(2, Occurrences(shown, "What if: "));
        Assert.DoesNotContain("Line |", shown);
        // Each certificate in the look; each person in what would be done, and in the report.
        Assert.Equal(3 + 1 + 1, Occurrences(shown, "sip:jo.berry@litwareinc.com"));
        Assert.Equal(1 + 1 + 1, Occurrences(shown, "sip:franz.kohl@litwareinc.com"));
        Assert.Equal(2, Occurrences(shown, "AffiliationChanged"));
        Assert.Empty(session.Run("Import-Csv ./leavers.csv | Get-CsClientCertificate").Clean().Output);
        Assert.Empty(session.Run(PlainText.Code(Readme(Leavers).Code.Last())).Clean().Output);
        Assert.Equal(["3", "1"], session.Run("Get-CsCertificateAudit -Action Revoke").Clean().Each("Certificates"));
        Assert.Equal(43 - 4, session.Run("Get-CsUser | Where-Object {$_.RegistrarPool -ne $Null} | Get-CsClientCertificate").Clean().Output.Count);
    }

    [Fact]
    public void The_demo_prints_what_the_readme_shows_of_it()
    {
        using var folder = new TemporaryFolder();
        using var session = new Session().Set("Registry", folder["registry.db"]).Set("Module", Places.Manifest).Set("Data", Places.Data);

        var printed = ShownOutput.Lines(session.Show($"& '{Places.InRoot("build", "demo", "demo.ps1")}' -Module $Module -Data $Data -Registry $Registry"));

        var shown = ShownOutput.Expected(PlainText.Code(Readme("Try it").Code.Single(block => block.Info == "text")));
        var at = 0;
        var gap = false;
        foreach (var line in shown)
        {
            if (line == "...")
            {
                gap = true;
                continue;
            }

            var next = gap ? printed.Skip(at).TakeWhile(other => other != line).Count() + at : at;
            Assert.True(next < printed.Count, $"The demo does not print: {line}");
            Assert.Equal(line, printed[next]);
            (at, gap) = (next + 1, false);
        }

        Assert.True(gap || at == printed.Count, "The demo prints more than the README shows.");
    }

    [Fact]
    public void The_shell_commands_of_the_readme_are_tasks()
    {
        var commands = ShellCommand().Matches(PlainText.Code(Readme("Try it").Code.Single(block => block.Info == "sh")));

        Assert.Equal(["demo", "test"], commands.Select(match => match.Groups[1].Value));
        Assert.All(commands, match => Assert.True(File.Exists(Places.InRoot("build", "tasks", match.Groups[1].Value + ".ps1"))));
    }

    [Fact]
    public void The_readme_has_every_command_in_its_table()
    {
        using var session = new Session().ImportModule();

        Assert.Equal(
            session.Run("Get-Command -Module CsClientCertificate").Each("Name").Order(),
            PlainText.Cells(Readme("Commands").Tables.Single()).Skip(1).Select(row => row[0]).Order());
    }

    [Fact]
    public void The_version_is_the_manifests_wherever_one_is_named()
    {
        using var session = new Session().ImportModule();
        var version = session.Run("Get-Module CsClientCertificate").One<PSModuleInfo>().Version;

        var assembly = session.Run("(Get-Command Get-CsUser).ImplementingType.Assembly.GetName().Version").One<Version>();
        Assert.Equal(version, new Version(assembly.Major, assembly.Minor, assembly.Build));
        Assert.Equal([$"{version}"], Package().Matches(File.ReadAllText(Places.InRoot("README.md"))).Select(match => match.Groups[1].Value).Distinct());
        Assert.Equal($"{version}", Release().Match(File.ReadAllText(Places.InRoot("CHANGELOG.md"))).Groups[1].Value);
    }

    [Fact]
    public void Its_links_and_those_of_the_documentation_lead_somewhere()
    {
        string[] files = [.. Directory.GetFiles(Places.InRoot(), "*.md"), .. Directory.GetFiles(DocumentedPages.Folder, "*.md")];
        Assert.All(files, file => Assert.All(
            Link().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)),
            target => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)), $"{file} links to {target}, which is not there.")));
    }

    [Fact]
    public void What_the_readme_tells_a_newcomer_to_type_works() =>
        Type(MarkdownPage.Read(Places.InRoot("README.md")).All().Where(section => section.Title != Leavers));

    [Fact]
    public void What_the_topic_tells_a_newcomer_to_type_works() =>
        Type(MarkdownPage.Read(Path.Combine(DocumentedPages.Folder, "about_CsClientCertificate.md")).All());

    [Fact]
    public void What_the_page_on_filters_tells_to_type_works()
    {
        using var workplace = new Workplace(demo);

        Assert.All(
            MarkdownPage.Read(Path.Combine(DocumentedPages.Folder, "filters.md")).All().SelectMany(section => section.Code),
            block => Assert.NotEmpty(workplace.Session.Run(PlainText.Code(block)).Clean().Output));
    }

    // Each block in a new session without anything imported, as a person would begin; all with one registry.
    private static void Type(IEnumerable<Section> sections)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Places.Data, "directory.ldif"), folder["directory.ldif"]);
        Directory.CreateDirectory(folder["certificates"]);
        foreach (var file in Directory.GetFiles(Path.Combine(Places.Data, "certificates"), "*.cer"))
        {
            File.Copy(file, folder["certificates", Path.GetFileName(file)]);
        }

        var environment = new Dictionary<string, string?>
        {
            ["PSModulePath"] = Places.Modules, ["CS_CERTIFICATE_REGISTRY"] = folder["registry.db"],
        };
        var blocks = sections.SelectMany(section => section.Code).Where(block => block.Info == "powershell").ToList();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            var reply = ChildEngine.Run("$ErrorActionPreference = 'Stop'\n" + PlainText.Code(block), environment: environment, directory: folder);

            Assert.True(reply.ExitCode == 0 && reply.Errors.Length == 0, $"{PlainText.Code(block)}\n{reply.Output}\n{reply.Errors}");
        });
    }

    private static Section Readme(string title) => MarkdownPage.Read(Places.InRoot("README.md")).All().Single(section => section.Title == title);

    private static int Occurrences(string text, string part) => Regex.Count(text, Regex.Escape(part));

    [GeneratedRegex(@"^\./build\.sh (\w+)", RegexOptions.Multiline)]
    private static partial Regex ShellCommand();

    [GeneratedRegex(@"CsClientCertificate-([\d.]+)\.zip")]
    private static partial Regex Package();

    [GeneratedRegex(@"^## \[([\d.]+)\]", RegexOptions.Multiline)]
    private static partial Regex Release();

    [GeneratedRegex(@"\]\(([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
