using System.Diagnostics;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>The C compiler of the machine.</summary>
internal static class CCompiler
{
    /// <summary>Compiles a file of C; what the compiler has to say is the failure's text.</summary>
    public static void Compile(string source, string output, params string[] options)
    {
        var start = new ProcessStartInfo("cc", [.. options, "-o", output, source]) { RedirectStandardError = true };
        using var compiler = Process.Start(start)!;
        var said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, said);
    }
}
