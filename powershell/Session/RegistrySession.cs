using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace CsClientCertificate.Session;

/// <summary>
/// The registry of this runspace. Each runspace has its own (ForEach-Object -Parallel runs many at once), and
/// it goes with the runspace. A table by runspace rather than a variable: completers have no session state to ask.
/// </summary>
internal static class RegistrySession
{
    private static readonly ConditionalWeakTable<Runspace, RegistryChoice> Choices = new();

    internal static RegistryChoice Current =>
        Runspace.DefaultRunspace is Runspace runspace && Choices.TryGetValue(runspace, out RegistryChoice choice)
            ? choice
            : RegistryPlace.OfMachine();

    internal static void Connect(RegistryChoice choice)
    {
        Runspace runspace = Runspace.DefaultRunspace;

        // The table has no atomic replacement in netstandard2.0; a runspace runs one pipeline at a time.
        Choices.Remove(runspace);
        Choices.Add(runspace, choice);
    }
}
