using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace CsClientCertificate.Session;

/// <summary>
/// The registry of this runspace. Each runspace has its own (ForEach-Object -Parallel runs many at once), and
/// it goes with the runspace. A table by runspace rather than a variable: completers have no session state to ask.
/// </summary>
internal static class RegistrySession
{
    // Without a choice: the last one failed. The runspace uses none then, rather than the one before or the machine's own: a script that goes
    // on would change another registry than it says.
    private static readonly ConditionalWeakTable<Runspace, StrongBox<RegistryChoice?>> Choices = new();

    // The runspaces that chose: in netstandard2.0 nobody can walk through the table.
    private static readonly List<WeakReference<Runspace>> Chosen = [];

    // Of the environment variable, with the text that it had: the server keeps a connection from command to command.
    private static readonly ConditionalWeakTable<Runspace, Tuple<string, RegistryChoice>> OfEnvironment = new();

    // Whose end is waited for.
    private static readonly ConditionalWeakTable<Runspace, object> Watched = new();

    internal static RegistryChoice Current
    {
        get
        {
            Runspace? runspace = Runspace.DefaultRunspace;
            if (runspace is not null && Choices.TryGetValue(runspace, out StrongBox<RegistryChoice?> choice))
            {
                return choice.Value ?? throw new RegistryException(
                    ErrorKind.RegistryUnavailable,
                    "This session is connected to no registry: the last Connect-CsCertificateRegistry failed. Connect again.");
            }

            return RegistryPlace.ConnectionString is string text ? OnServer(text, runspace) : RegistryPlace.OfMachine();
        }
    }

    /// <summary>Closes the connections that a runspace keeps.</summary>
    internal static void Rest(Runspace runspace)
    {
        if (Choices.TryGetValue(runspace, out StrongBox<RegistryChoice?> choice))
        {
            choice.Value?.Server?.Rest();
        }

        if (OfEnvironment.TryGetValue(runspace, out Tuple<string, RegistryChoice> known))
        {
            known.Item2.Server?.Rest();
        }
    }

    /// <summary>Leaves the registry of this runspace, which has none until <see cref="Connect"/>.</summary>
    internal static void Disconnect()
    {
        Runspace runspace = Runspace.DefaultRunspace;
        Rest(runspace);
        Choices.GetOrCreateValue(runspace).Value = null;
    }

    /// <summary>Uses a registry in this runspace, which has left the one before.</summary>
    internal static void Connect(RegistryChoice choice)
    {
        Runspace runspace = Runspace.DefaultRunspace;
        RestAtTheEnd(runspace);
        Choices.GetOrCreateValue(runspace).Value = choice;
        lock (Chosen)
        {
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
                    && Choices.TryGetValue(runspace, out StrongBox<RegistryChoice?> chosen)
                    && chosen.Value is RegistryChoice choice
                    && !others.Exists(other => other.ToString() == choice.ToString()))
                {
                    others.Add(choice);
                }
            }
        }

        return others;
    }

    private static RegistryChoice OnServer(string connectionString, Runspace? runspace)
    {
        if (runspace is not null && OfEnvironment.TryGetValue(runspace, out Tuple<string, RegistryChoice> known))
        {
            if (known.Item1 == connectionString)
            {
                return known.Item2;
            }

            Rest(runspace);
            OfEnvironment.Remove(runspace);
        }

        RegistryChoice choice = RegistryChoice.OnServer(connectionString, null, RegistrySource.Environment);
        if (runspace is not null)
        {
            RestAtTheEnd(runspace);
            OfEnvironment.Add(runspace, Tuple.Create(connectionString, choice));
        }

        return choice;
    }

    private static void RestAtTheEnd(Runspace runspace) => _ = Watched.GetValue(runspace, watched =>
    {
        watched.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            {
                Rest(watched);
            }
        };
        return new object();
    });

    private static bool IsOpen(Runspace runspace) => runspace.RunspaceStateInfo.State == RunspaceState.Opened;
}
