using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench.Cases;

/// <summary>A fresh process: importing the module, and the first answer.</summary>
internal static class Start
{
    public static void Measure(Surroundings surroundings)
    {
        RequireAsManyCommands(surroundings);
        var data = surroundings.Small;
        var rounds = new Rounds(surroundings.Scale.Rounds,
            ("floor", () => Measured(surroundings.FloorModule, "Get-FloorCertificate")),
            ("module", () => Measured(surroundings.Module, "Get-CsClientCertificate")),
            ("floor+answer", () => Measured(surroundings.FloorModule, "Get-FloorCertificate", whole: true)),
            ("module+answer", () => Measured(surroundings.Module, "Get-CsClientCertificate", whole: true)));
        surroundings.Report.AtMost("fresh process: Import-Module, module / floor", rounds.Ratio("module", "floor"), 1.3, rounds.ToString());
        surroundings.Report.AtMost("fresh process: Import-Module and the first answer, module / floor",
            rounds.Ratio("module+answer", "floor+answer"), 1.5);

        double Measured(string module, string command, bool whole = false)
        {
            var times = Child.Start("start", module, data.Registry, command);
            return whole ? times[0] + times[1] : times[0];
        }
    }

    // Importing a command takes time, whatever it does.
    private static void RequireAsManyCommands(Surroundings surroundings)
    {
        using var session = new BenchSession(surroundings.Module, surroundings.FloorModule);
        var (module, floor) = (Count("CsClientCertificate"), Count("Floor"));
        if (module != floor)
        {
            throw new InvalidOperationException($"The module has {module} commands, the floor {floor}: see EmptyCommands.cs.");
        }

        int Count(string name) => session.Run($"Get-Command -Module {name}").Count;
    }
}
