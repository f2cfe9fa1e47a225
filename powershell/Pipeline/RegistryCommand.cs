namespace CsClientCertificate.Pipeline;

/// <summary>
/// A command on this runspace's registry: open from Begin to Dispose. Not to End, which is not called when a later
/// command ends the pipeline.
/// </summary>
public abstract class RegistryCommand : CancellableCommand, IDisposable
{
    private volatile OpenRegistry? registry;

    private protected RegistryCommand()
    {
    }

    internal OpenRegistry Registry =>
        registry ?? throw new InternalErrorException("The registry was used before it was open. Please report this.");

    /// <summary>What the time is spent on.</summary>
    internal StepTimes Steps { get; } = new();

    /// <summary>What this command does with it.</summary>
    private protected virtual RegistryUse Use => RegistryUse.Read;

    private NativeOpenFlags OpenFlags => (Use, IsWhatIf) switch
    {
        (RegistryUse.Fill, true) => NativeOpenFlags.InMemoryIfMissing,
        (RegistryUse.Fill, false) => NativeOpenFlags.CreateWhenFilled,
        _ => NativeOpenFlags.None,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            RegistryChoice choice = RegistrySession.Current;
            RefuseReadOnly(choice);
            UseServer(choice.Server);
            WarnOfOtherRunspaces(choice);
            long start = StepTimes.Now;
            registry = OpenRegistry.Open(choice, OpenFlags, CommandName, RemoteCaller.Of(SessionState));
            Steps.Add("open the registry", start);
            if (IsVerbose)
            {
                WriteVerbose($"Registry: {choice.ToString()} ({Whose(choice.Source)}).");
            }
        }
        catch (CsCertificateException failure)
        {
            Require(failure, null);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Use != RegistryUse.Read)
        {
            WarnOfCommits(Registry);
        }

        if (IsDebug)
        {
            WriteDebug(Steps.ToString());
        }
    }

    private protected override void Interrupt()
    {
        base.Interrupt();
        registry?.Interrupt();
    }

    /// <summary>Gives everything back; whatever happened before.</summary>
    private protected virtual void Close() => registry?.Dispose();

    /// <summary>Shows what a server said beside changes. A standby that was not waited for is told of with every commit; once is enough.</summary>
    /// <param name="changed">The registry that was changed.</param>
    private protected void WarnOfCommits(OpenRegistry changed)
    {
        if (!changed.IsOnServer)
        {
            return;
        }

        Require(changed.TakeWarnings(out IReadOnlyList<string> warnings), null);
        foreach (IGrouping<string, string> warning in warnings.GroupBy(text => text))
        {
            string times = warning.Count() == 1 ? string.Empty : $" ({warning.Count()} times)";
            WriteWarning($"The server reported about a change that it made{times}: {warning.Key}");
        }
    }

    private void RefuseReadOnly(RegistryChoice choice)
    {
        if (Use != RegistryUse.Read && choice.IsReadOnly)
        {
            throw new RegistryException(
                ErrorKind.AccessDenied,
                $"{CommandName} would change the registry \"{choice}\", which this session opened with -ReadOnly. Use Connect-CsCertificateRegistry without -ReadOnly first.");
        }
    }

    // A Connect in the script does not hold inside ForEach-Object -Parallel: what was chosen is looked at, and another registry changed.
    private void WarnOfOtherRunspaces(RegistryChoice choice)
    {
        if (Use == RegistryUse.Read || choice.Source == RegistrySource.Connected)
        {
            return;
        }

        List<string> others = RegistrySession.OfOthers()
            .Where(other => other.ToString() != choice.ToString())
            .Select(other => $"\"{other}\"")
            .ToList();
        if (others.Count > 0)
        {
            WriteWarning($"{CommandName} works on \"{choice}\" ({Whose(choice.Source)}), not on {string.Join(", ", others)}: Connect-CsCertificateRegistry chose that in another runspace of this process, and each runspace has its own. Use it in this one as well, for instance inside ForEach-Object -Parallel.");
        }
    }

    private static string Whose(RegistrySource source) => source switch
    {
        RegistrySource.Connected => "chosen by Connect-CsCertificateRegistry",
        RegistrySource.Environment => $"from the environment variable {RegistryPlace.Variable}",
        _ => "the default location",
    };
}

/// <summary>What a command does with the registry.</summary>
internal enum RegistryUse
{
    /// <summary>It reads.</summary>
    Read,

    /// <summary>It changes an existing registry.</summary>
    Change,

    /// <summary>It adds content, and creates the registry if there is none; with -WhatIf, in memory only.</summary>
    Fill,
}
