using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace CsClientCertificate.Hosting;

/// <summary>A user interface over plain text: the console's streams for the build, strings for the tests.</summary>
public sealed class TextInterface(TextWriter output, TextWriter errors, TextReader input, TextScreen screen) : PSHostUserInterface
{
    /// <summary>Whether colours and other sequences are left in what is written.</summary>
    public bool KeepsSequences { get; init; }

    public override PSHostRawUserInterface RawUI => screen;

    public override bool SupportsVirtualTerminal => KeepsSequences;

    public override void Write(string value) => output.Write(Plain(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    public override void WriteLine(string value) => output.WriteLine(Plain(value));

    public override void WriteErrorLine(string value) => errors.WriteLine(Plain(value));

    public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

    // Plain text has no place for it.
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    // A question nobody answers must not be taken for a yes, which is what -Confirm has for its default.
    public override string ReadLine() =>
        input.ReadLine() ?? throw new HostException("A question was asked, and the input has no answer to it.");

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write(field.Name + ": ");
            answers[field.Name] = PSObject.AsPSObject(ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        var options = choices.Select(Choice.Parse).ToList();
        while (true)
        {
            WriteHeading(caption, message);
            WriteLine(string.Join("  ", options.Select(option => $"[{option.Key}] {option.Label}")));
            var answer = ReadLine().Trim();
            var chosen = answer.Length == 0 ? defaultChoice : options.FindIndex(option => option.IsMeantBy(answer));
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();

    // The engine colours headings and errors and leaves it to the host to take the colours away.
    private string? Plain(string? text) => text is null || KeepsSequences ? text : new StringDecorated(text).ToString(OutputRendering.PlainText);

    private void WriteHeading(string caption, string message)
    {
        foreach (var line in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(line))
            {
                WriteLine(line);
            }
        }
    }

    /// <summary>A choice as "Yes to &amp;All" gives it: the letter after the ampersand is its key.</summary>
    private sealed record Choice(string Key, string Label)
    {
        public static Choice Parse(ChoiceDescription choice)
        {
            var mark = choice.Label.IndexOf('&');
            var label = choice.Label.Replace("&", "");
            var key = mark >= 0 && mark < label.Length ? label.Substring(mark, 1).ToUpperInvariant() : label;
            return new Choice(key, label);
        }

        public bool IsMeantBy(string answer) =>
            string.Equals(answer, Key, StringComparison.OrdinalIgnoreCase)
            || string.Equals(answer, Label, StringComparison.OrdinalIgnoreCase);
    }
}
