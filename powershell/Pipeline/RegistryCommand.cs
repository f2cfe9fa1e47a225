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

    /// <summary>Makes a long call, and shows its progress.</summary>
    /// <param name="activity">What is done, for the progress.</param>
    /// <param name="step">The same, for -Debug.</param>
    /// <param name="target">What a failure is about.</param>
    /// <param name="call">The call.</param>
    /// <param name="source">What reports the progress, if it is not the registry.</param>
    private protected void RunLong(
        string activity, string step, object? target, Func<CsCertificateException?> call, ProgressSource? source = null)
    {
        long start = StepTimes.Now;
        var progress = new ProgressMeter(this, activity, source ?? Registry.Progress);
        CsCertificateException? failure = LongCall.Run(progress, call);
        progress.Complete();
        Steps.Add(step, start);
        Require(failure, target);
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="cursor">The rows.</param>
    /// <param name="step">What reading is called with -Debug.</param>
    /// <param name="target">What a failure is about.</param>
    /// <param name="show">Shows progress; needed where it is long.</param>
    /// <param name="isLong">Whether few among all are looked for, which may take long; otherwise a batch is there at once.</param>
    private protected IEnumerable<T> ReadAll<T>(
        Cursor<T> cursor, string step, object? target, Action? show = null, bool isLong = false)
    {
        do
        {
            StopIfAsked();
            long start = StepTimes.Now;
            Require(isLong ? LongCall.Run(show!, cursor.Next) : cursor.Next(), target);
            Steps.Add(step, start);
            show?.Invoke();
            for (int i = 0; i < cursor.Count; i++)
            {
                yield return cursor.Read(i);
            }
        }
        while (cursor.Count > 0);
    }

    /// <summary>Writes a file, if it may be written and that is agreed to.</summary>
    /// <param name="given">The path as it was given.</param>
    /// <param name="what">What the file is: "report".</param>
    /// <param name="example">A name for it.</param>
    /// <param name="activity">What is done, for the progress.</param>
    /// <param name="step">The same, for -Debug.</param>
    /// <param name="write">Writes it.</param>
    /// <returns>Whether it was written.</returns>
    private protected bool WriteFile(
        string given, string what, string example, string activity, string step, Func<string, NativeFileFlags, CsCertificateException?> write)
    {
        try
        {
            string path = WrittenFile.Resolve(this, given, what, example);

            // Before the question: what is refused needs none, and -WhatIf says so too.
            Require(write(path, NativeFileFlags.DryRun), path);
            if (ShouldProcess(path, CommandName))
            {
                RunLong(activity, step, path, () => write(path, NativeFileFlags.None));
                WriteObject(WrittenFile.Emitted(this, path));
                return true;
            }
        }
        catch (InputException failure)
        {
            Report(failure, given);
        }

        return false;
    }

    /// <summary>Waits for what was asked ahead.</summary>
    private protected CsCertificateException? TakeAnswers()
    {
        long start = StepTimes.Now;
        CsCertificateException? failure = Registry.Take();
        Steps.Add("wait for the server", start);
        return failure;
    }

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
