using System;
using System.Collections.Generic;
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

    // The runspaces that chose: in netstandard2.0 nobody can walk through the table.
    private static readonly List<WeakReference<Runspace>> Chosen = [];

    internal static RegistryChoice Current =>
        Runspace.DefaultRunspace is Runspace runspace && Choices.TryGetValue(runspace, out RegistryChoice choice)
            ? choice
            : RegistryPlace.OfMachine();

    internal static void Connect(RegistryChoice choice)
    {
        Runspace runspace = Runspace.DefaultRunspace;
        lock (Chosen)
        {
            // The table has no atomic replacement in netstandard2.0; a runspace runs one pipeline at a time.
            Choices.Remove(runspace);
            Choices.Add(runspace, choice);
            Chosen.RemoveAll(known => !known.TryGetTarget(out Runspace other) || !IsOpen(other) || other == runspace);
            Chosen.Add(new WeakReference<Runspace>(runspace));
        }
    }

    /// <summary>The registries chosen by other open runspaces of this process, without duplicates.</summary>
    internal static IReadOnlyList<RegistryChoice> OfOthers()
    {
        List<RegistryChoice> others = [];
        lock (Chosen)
        {
            foreach (WeakReference<Runspace> known in Chosen)
            {
                if (known.TryGetTarget(out Runspace runspace)
                    && runspace != Runspace.DefaultRunspace
                    && IsOpen(runspace)
                    && Choices.TryGetValue(runspace, out RegistryChoice choice)
                    && !others.Exists(other => other.Location == choice.Location))
                {
                    others.Add(choice);
                }
            }
        }

        return others;
    }

    private static bool IsOpen(Runspace runspace) => runspace.RunspaceStateInfo.State == RunspaceState.Opened;
}
