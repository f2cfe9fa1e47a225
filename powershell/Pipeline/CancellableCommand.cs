using System.Reflection;

namespace CsClientCertificate.Pipeline;

/// <summary>A command that can be stopped, and that reports failures as this module does.</summary>
public abstract class CancellableCommand : PSCmdlet
{
    private volatile RegistryServer? server;
    private Confirmation? confirmation;

    private protected CancellableCommand()
    {
    }

    /// <summary>The name of the command, without prefix or alias.</summary>
    internal string CommandName => Declaration.VerbName + "-" + Declaration.NounName;

    internal CmdletAttribute Declaration => GetType().GetCustomAttribute<CmdletAttribute>();

    internal bool IsWhatIf => IsOn("WhatIf", "WhatIfPreference");

    /// <summary>What ShouldProcess will do.</summary>
    private protected Confirmation Confirmation => confirmation ??= new Confirmation(this);

    /// <summary>Whether -Verbose output is wanted: building it for each of 100,000 users costs time.</summary>
    private protected bool IsVerbose => IsOn("Verbose", "VerbosePreference");

    /// <summary>Whether -Debug output is wanted.</summary>
    internal bool IsDebug => IsOn("Debug", "DebugPreference");

    /// <summary>Whether an error or a warning may end the command, or be a question.</summary>
    private protected bool StopsAtMessages => StopsAt("ErrorAction", "ErrorActionPreference") || StopsAt("WarningAction", "WarningPreference");

    /// <inheritdoc/>
    protected override void StopProcessing() => Interrupt();

    /// <summary>Ends what is under way, from another thread.</summary>
    private protected virtual void Interrupt() => server?.Interrupt();

    /// <summary>As in the engine, with unsafe characters replaced: messages contain text from outside.</summary>
    /// <param name="text">The message.</param>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(ShownText.Of(text));

    /// <inheritdoc cref="WriteVerbose(string)"/>
    internal new void WriteWarning(string text) => base.WriteWarning(ShownText.Of(text));

    /// <summary>As in the engine, with unsafe characters replaced.</summary>
    /// <param name="target">What would be worked on.</param>
    private protected new bool ShouldProcess(string target) => base.ShouldProcess(ShownText.Of(target));

    /// <inheritdoc cref="ShouldProcess(string)"/>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(ShownText.Of(target), ShownText.Of(action));

    /// <inheritdoc cref="ShouldProcess(string)"/>
    private protected new bool ShouldProcess(string? description, string? warning, string? caption) =>
        base.ShouldProcess(Shown(description), Shown(warning), Shown(caption));

    /// <summary>Lets Ctrl+C end the connecting to a server, and says once what the administrator should know about it.</summary>
    /// <param name="server">The server; null for a registry in a file.</param>
    private protected void UseServer(RegistryServer? server)
    {
        this.server = server;
        foreach (string warning in server?.TakeWarnings() ?? [])
        {
            WriteWarning(warning);
        }
    }

    /// <summary>Shows a failure; does not return if the command cannot go on after it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="target">What it is about: the identity as given, the file.</param>
    internal void Report(CsCertificateException failure, object? target)
    {
        StopIfInterrupted(failure);
        ErrorRecord record = ErrorRecords.From(failure, target);
        if (ErrorRecords.EndsCommand(failure.Kind))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>As <see cref="Report"/>, for failures that always end the command.</summary>
    private protected void Require(CsCertificateException? failure, object? target)
    {
        if (failure is not null)
        {
            StopIfInterrupted(failure);
            ThrowTerminatingError(ErrorRecords.From(failure, target));
        }
    }

    /// <summary>Between two pieces of work of a loop.</summary>
    private protected void StopIfAsked()
    {
        if (Stopping)
        {
            throw new PipelineStoppedException();
        }
    }

    // A call that was interrupted because of Ctrl+C is no error to be shown.
    private void StopIfInterrupted(CsCertificateException failure)
    {
        if (Stopping && failure is InterruptedException)
        {
            throw new PipelineStoppedException();
        }
    }

    private static string? Shown(string? text) => text is null ? null : ShownText.Of(text);

    private bool StopsAt(string parameter, string preference)
    {
        object? action = MyInvocation.BoundParameters.TryGetValue(parameter, out object bound) ? bound : GetVariableValue(preference);
        return LanguagePrimitives.TryConvertTo(action, out ActionPreference known)
            && known is not (ActionPreference.Continue or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private bool IsOn(string parameter, string preference)
    {
        if (MyInvocation.BoundParameters.TryGetValue(parameter, out object bound))
        {
            return LanguagePrimitives.IsTrue(bound);
        }

        // $WhatIfPreference holds a Boolean, $VerbosePreference the name of an action.
        return GetVariableValue(preference) switch
        {
            null => false,
            bool on => on,
            ActionPreference action => action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore),
            object other => !string.Equals(other.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase)
                && LanguagePrimitives.IsTrue(other),
        };
    }
}
