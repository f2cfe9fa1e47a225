using System.Management.Automation;
using System.Reflection;

namespace CsClientCertificate.Tests.StandIns;

/// <summary>
/// The formatter itself is in the engine; only the thin commands in front of it are not. The stand-ins reach it by reflection, so that
/// what they print is what the real commands print.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string Format = "Microsoft.PowerShell.Commands.Internal.Format.";

    /// <summary>Makes the formatter of a shape ("Table", "List") and gives it to the command.</summary>
    public static void UseShape(PSCmdlet command, string shape)
    {
        var shapes = Find(Format + "FormatShape");
        UseImplementation(command, Make(Format + "InnerFormatShapeCommand", Enum.Parse(shapes, shape)));
    }

    /// <summary>Makes the printer of formatted objects, which writes to the given text, and gives it to the command.</summary>
    public static void UsePrinter(PSCmdlet command, TextWriter text, int width)
    {
        var printer = Make(Format + "OutputManagerInner");
        printer.GetType().GetProperty("LineOutput", Any)!.SetValue(printer, Make(Format + "TextWriterLineOutput", text, width));
        UseImplementation(command, printer);
    }

    /// <summary>The exception with which a command ends the commands before it, as `Select-Object -First` does.</summary>
    public static Exception StopUpstream(PSCmdlet command) =>
        (Exception)Make("System.Management.Automation.StopUpstreamCommandsException", command);

    private static void UseImplementation(PSCmdlet command, object implementation) =>
        Find(Format + "FrontEndCommandBase").GetField("implementation", Any)!.SetValue(command, implementation);

    private static object Make(string type, params object[] arguments) =>
        Activator.CreateInstance(Find(type), Any, null, arguments, null)!;

    private static Type Find(string name) => typeof(PSObject).Assembly.GetType(name, throwOnError: true)!;
}
