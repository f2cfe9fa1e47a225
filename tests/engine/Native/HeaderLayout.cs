using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>The structures of the C header, as a C compiler lays them out.</summary>
internal static partial class HeaderLayout
{
    /// <summary>
    /// One line a structure (`cscert_text: 16`) and one a field (`cscert_text.length: 8 8`, place and size), in the order of the header.
    /// A program asks the compiler, which it is compiled with against the header alone.
    /// </summary>
    public static IReadOnlyList<string> Of(string header, TemporaryFolder folder)
    {
        var program = folder["layout"];
        CCompiler.Compile(folder.Write("layout.c", Program(File.ReadAllText(header))), program, "-std=c11", "-include", header);
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Program(string header)
    {
        var text = new StringBuilder("#include <stdio.h>\nint main(void) {\n");
        foreach (Match structure in Structure().Matches(header))
        {
            var name = structure.Groups["name"].Value;
            text.AppendLine($"printf(\"{name}: %zu\\n\", sizeof({name}));");
            foreach (Match field in Field().Matches(structure.Groups["fields"].Value))
            {
                var member = field.Groups["name"].Value;
                text.AppendLine($"printf(\"{name}.{member}: %zu %zu\\n\", offsetof({name}, {member}), sizeof((({name} *)0)->{member}));");
            }
        }

        return text.Append("return 0;\n}\n").ToString();
    }

    // As cbindgen writes them, which makes the header.
    [GeneratedRegex(@"^typedef struct (?<name>\w+) \{\n(?<fields>.*?)^\} \k<name>;$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Structure();

    [GeneratedRegex(@"^ +(?!//)[^;\n]*?(?<name>\w+)(\[\w+\])?;$", RegexOptions.Multiline)]
    private static partial Regex Field();
}
