using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace CsClientCertificate.Hosting;

/// <summary>Turns a command line in pwsh's form into the script that it stands for.</summary>
public static class CommandLine
{
    // Only what looks like a parameter is left bare; everything else is a value, whatever it holds.
    private static readonly Regex ParameterName = new(@"^-[A-Za-z]\w*$", RegexOptions.CultureInvariant);

    /// <returns>Null if the command line is neither of the two forms.</returns>
    public static string? ToScript(string[] arguments)
    {
        for (var i = 0; i < arguments.Length - 1; i++)
        {
            switch (arguments[i].ToLowerInvariant())
            {
                case "-file":
                    return CallOf(Path.GetFullPath(arguments[i + 1]), arguments[(i + 2)..]);
                case "-command":
                    return string.Join(' ', arguments[(i + 1)..]);
                case "-nologo" or "-noprofile" or "-noninteractive":
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static string CallOf(string script, string[] arguments)
    {
        var call = new StringBuilder("& ").Append(Quote(script));
        foreach (var argument in arguments)
        {
            call.Append(' ').Append(ParameterName.IsMatch(argument) ? argument : Quote(argument));
        }

        return call.ToString();
    }

    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
