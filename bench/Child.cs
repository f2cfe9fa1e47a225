using System.Diagnostics;
using System.Globalization;
using CsClientCertificate.Bench.Cases;
using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench;

/// <summary>Measurements that need a process of their own: this program again, which prints numbers.</summary>
internal static class Child
{
    public const string Argument = "--child";
    public const string Memory = "memory";

    /// <summary>Starts a child and returns the numbers on its last line.</summary>
    public static double[] Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        if (arguments[0] == Memory)
        {
            // .NET sizes its youngest generation by the processor's largest cache, and memory would grow with that.
            start.Environment["DOTNET_GCgen0size"] = "400000";
        }

        start.ArgumentList.Add(Argument);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The child process for '{arguments[0]}' failed: {output}");
        }

        return output.TrimEnd().Split('\n')[^1].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
    }

    public static int Run(string[] arguments)
    {
        var numbers = arguments[0] switch
        {
            "start" => First(arguments[1], arguments[2], arguments[3]),
            Memory => Listing.MemoryGrowth(arguments[1], arguments[2]),
            _ => throw new ArgumentException($"There is no child measurement '{arguments[0]}'."),
        };
        Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }

    /// <summary>Seconds of Import-Module and of the first answer in a fresh engine.</summary>
    private static double[] First(string module, string registry, string command)
    {
        Environment.SetEnvironmentVariable("CS_CERTIFICATE_REGISTRY", registry);
        using var session = new BenchSession();
        session.Set("Module", module).Run("$null = 1");
        var start = Clock.Now;
        session.Run("Import-Module $Module");
        var imported = Clock.Now;
        var answers = session.Run($"{command} 'Ken Myer'").Count;
        var answered = Clock.Now;
        return answers > 0 ? [imported - start, answered - imported] : throw new InvalidOperationException("Ken Myer has no certificate.");
    }
}
