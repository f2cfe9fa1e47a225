using System.Management.Automation;
using CsClientCertificate.Help.Pages;
using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests;

/// <summary>What the pages of docs/ say of commands and parameters is what the compiled commands are, and the other way round.</summary>
public sealed class DocsSyntaxTests(ImportedSession imported) : IClassFixture<ImportedSession>
{
    private readonly Session _session = imported.Session;

    public static TheoryData<string> Pages => [.. DocumentedPages.Names];

    [Fact]
    public void Every_command_has_a_page_and_every_page_a_command() =>
        Assert.Equal(_session.Run("Get-Command -Module CsClientCertificate").Each("Name").Order(), DocumentedPages.Names.Order());

    [Theory, MemberData(nameof(Pages))]
    public void The_syntax_is_the_engines(string name)
    {
        var command = Command(name);
        var page = DocumentedPages.Of(name);

        // The pages, and the help that is made from them, have .NET's names of types, as PowerShell's own pages do.
        Assert.Equal(
            command.ParameterSets.OrderByDescending(set => set.IsDefault)
                .Select(set => $"{SetName(set.Name)}: {name} {set}".Replace("<long>", "<Int64>", StringComparison.Ordinal).ToLowerInvariant()),
            page.Syntax.Select(line => $"{line.Set}: {line.Text}".ToLowerInvariant()));
    }

    [Theory, MemberData(nameof(Pages))]
    public void The_parameters_are_the_commands(string name)
    {
        var command = Command(name);
        var page = DocumentedPages.Of(name);

        Assert.Equal(Own(command).Select(parameter => Facts(command, parameter)).Order(), page.Parameters.Select(Facts).Order());
    }

    [Theory, MemberData(nameof(Pages))]
    public void The_output_types_are_the_commands(string name)
    {
        var outputs = DocumentedPages.Of(name).Outputs.Select(type => type.Name);
        var declared = Command(name).OutputType.Select(type => type.Name);

        Assert.Equal(declared.DefaultIfEmpty("None"), outputs);
    }

    [Theory, MemberData(nameof(Pages))]
    public void The_front_matter_says_which_help_it_becomes(string name)
    {
        var matter = DocumentedPages.Of(name).FrontMatter;

        Assert.Equal("CsClientCertificate.dll-Help.xml", matter["external help file"]);
        Assert.Equal("CsClientCertificate", matter["Module Name"]);
        Assert.Equal(name, matter["title"]);
        Assert.Equal("2.0.0", matter["schema"]);
    }

    [Theory, MemberData(nameof(Pages))]
    public void Its_links_lead_somewhere(string name)
    {
        Assert.NotEmpty(DocumentedPages.Of(name).Links);
        Assert.All(DocumentedPages.Of(name).Links, link =>
            Assert.True(File.Exists(Path.Combine(DocumentedPages.Folder, link.Target)), $"{name} links to {link.Target}, which is not there."));
    }

    private CmdletInfo Command(string name) => _session.Run($"Get-Command {name}").One<CmdletInfo>();

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo command) => command.Parameters.Values.Where(parameter =>
        !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static string Facts(ParameterEntry entry)
    {
        var facts = entry.Facts;
        return string.Join(" | ", [
            "-" + entry.Name, facts["Type"], facts["Parameter Sets"], facts["Aliases"], facts["Required"], facts["Position"],
            facts["Accept pipeline input"], facts.GetValueOrDefault("Accepted values", "")]);
    }

    private static string Facts(CmdletInfo command, ParameterMetadata parameter)
    {
        var sets = command.ParameterSets.Where(set => set.Parameters.Any(member => member.Name == parameter.Name)).ToList();
        var members = sets.ConvertAll(set => set.Parameters.Single(member => member.Name == parameter.Name));
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return string.Join(" | ", [
            "-" + parameter.Name,
            type.Name,
            sets.Count == command.ParameterSets.Count ? "(All)" : string.Join(", ", sets.Select(set => set.Name).Order()),
            string.Join(", ", parameter.Aliases),
            Only(parameter, members.Select(member => member.IsMandatory)),
            Only(parameter, members.Select(member => Position(member.Position))),
            Only(parameter, members.Select(Pipeline)),
            type.IsEnum ? string.Join(", ", Enum.GetNames(type)) : ""]);
    }

    // One fact for all sets, as the pages' schema has it.
    private static string Only<T>(ParameterMetadata parameter, IEnumerable<T> values) =>
        values.Distinct().ToList() is [var value] ? $"{value}" : throw new InvalidOperationException($"-{parameter.Name} differs between its sets.");

    // The pages count from 1, as the documented one does.
    private static string Position(int position) => position < 0 ? "Named" : $"{position + 1}";

    private static string Pipeline(CommandParameterInfo member) => (member.ValueFromPipeline, member.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static string SetName(string name) => name == ParameterAttribute.AllParameterSets ? "" : name;
}
