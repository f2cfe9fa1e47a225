using System.Text;
using System.Xml;
using System.Xml.Linq;
using CsClientCertificate.Help.Pages;

namespace CsClientCertificate.Help.Writing;

/// <summary>Commands' help in MAML, the only format that Get-Help of both editions reads.</summary>
internal static class MamlHelp
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    internal static void Write(IEnumerable<CommandPage> pages, string file)
    {
        // Line ends of code are content, and must be the same wherever this runs.
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None,
        };
        using var writer = XmlWriter.Create(file, settings);
        new XElement(Msh + "helpItems", new XAttribute("schema", "maml"), pages.Select(Of)).WriteTo(writer);
    }

    private static XElement Of(CommandPage page)
    {
        var (verb, noun) = page.Name.Split('-') is [var v, var n] ? (v, n) : throw new PageException(page.Name, "is no Verb-Noun.");
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", page.Name),
                new XElement(Command + "verb", verb),
                new XElement(Command + "noun", noun),
                Description([page.Synopsis])),
            Description(page.Description),
            new XElement(Command + "syntax", page.Syntax.Select(line => Syntax(page, line))),
            new XElement(Command + "parameters", page.Parameters.Select(Full)),
            new XElement(Command + "inputTypes", page.Inputs.Select(type => Type("inputType", type))),
            new XElement(Command + "returnValues", page.Outputs.Select(type => Type("returnValue", type))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", page.Links.Select(Link)));
    }

    private static XElement Syntax(CommandPage page, SyntaxLine line) =>
        new(
            Command + "syntaxItem",
            new XElement(Maml + "name", page.Name),
            line.Parameters.Select(parameter => Parameter(
                page.Parameters.FirstOrDefault(entry => entry.Name == parameter.Name)
                    ?? throw new PageException(page.Name, $"-{parameter.Name} is in the syntax only."),
                parameter)));

    private static XElement Full(ParameterEntry entry) => Parameter(entry, null);

    private static XElement Parameter(ParameterEntry entry, SyntaxParameter? inSyntax)
    {
        var facts = entry.Facts;
        var type = facts["Type"];
        var isSwitch = type == "SwitchParameter";
        var required = inSyntax?.IsRequired ?? facts["Required"] == "True";
        return new XElement(
            Command + "parameter",
            new XAttribute("required", Xml(required)),
            new XAttribute("variableLength", Xml(type.EndsWith("[]", StringComparison.Ordinal))),
            new XAttribute("globbing", Xml(facts["Accept wildcard characters"] == "True")),
            new XAttribute("pipelineInput", facts["Accept pipeline input"]),
            new XAttribute("position", facts["Position"].ToLowerInvariant()),
            new XAttribute("aliases", facts["Aliases"].Length == 0 ? "none" : facts["Aliases"]),
            new XElement(Maml + "name", entry.Name),
            Description(entry.Description),
            // A value in the syntax makes the console show it there.
            isSwitch && inSyntax is not null
                ? null
                : new XElement(
                    Command + "parameterValue", new XAttribute("required", Xml(!isSwitch)), new XAttribute("variableLength", "false"), type),
            new XElement(Dev + "type", new XElement(Maml + "name", type), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", facts["Default value"]));
    }

    private static XElement Type(string element, TypeEntry type) =>
        new(
            Command + element,
            new XElement(Dev + "type", new XElement(Maml + "name", type.Name), new XElement(Maml + "uri")),
            Description(type.Description));

    private static XElement Example(ExampleEntry example) =>
        new(
            Command + "example",
            new XElement(Maml + "title", $"-------------------------- {example.Title} --------------------------"),
            new XElement(Dev + "code", example.Output is null ? example.Code : $"{example.Code}\n\n{example.Output}"),
            new XElement(Dev + "remarks", Paragraphs(example.Remarks)));

    private static XElement Link(PageLink link) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", link.Text));

    private static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));

    private static string Xml(bool value) => value ? "true" : "false";
}
