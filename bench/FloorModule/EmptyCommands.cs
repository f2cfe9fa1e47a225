using System.Management.Automation;

namespace CsClientCertificate.Bench.Floor;

/// <summary>Commands that do nothing, so that the floor's module has as many as the real one.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Floor04")]
public sealed class InvokeFloor04Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor05")]
public sealed class InvokeFloor05Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor06")]
public sealed class InvokeFloor06Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor07")]
public sealed class InvokeFloor07Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor08")]
public sealed class InvokeFloor08Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor09")]
public sealed class InvokeFloor09Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor10")]
public sealed class InvokeFloor10Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor11")]
public sealed class InvokeFloor11Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor12")]
public sealed class InvokeFloor12Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor13")]
public sealed class InvokeFloor13Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor14")]
public sealed class InvokeFloor14Command : PSCmdlet;

/// <inheritdoc cref="InvokeFloor04Command"/>
[Cmdlet(VerbsLifecycle.Invoke, "Floor15")]
public sealed class InvokeFloor15Command : PSCmdlet;
