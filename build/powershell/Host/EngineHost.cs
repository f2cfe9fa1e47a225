using System.Globalization;
using System.Management.Automation.Host;

namespace CsClientCertificate.Hosting;

/// <summary>The least host the engine needs: a user interface, and a culture that can be chosen.</summary>
public sealed class EngineHost(PSHostUserInterface ui, CultureInfo? culture = null) : PSHost
{
    public override string Name => "CsClientCertificate build";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => ui;

    public override CultureInfo CurrentCulture { get; } = culture ?? CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = culture ?? CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode)
    {
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    // Native tools write to the console themselves: there is no state of ours to save around them.
    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
