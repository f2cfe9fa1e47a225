namespace CsClientCertificate.Commands;

/// <summary>Connect-CsCertificateRegistry: chooses this runspace's registry.</summary>
[Cmdlet(VerbsCommunications.Connect, "CsCertificateRegistry", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RegistryDescription))]
public sealed class ConnectCsCertificateRegistryCommand : CancellableCommand
{
    private const string PathSet = "Path";
    private const string ConnectionStringSet = "ConnectionString";

    /// <summary>The registry's file. It need not exist: the first import makes it.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The registry's database on a server, as <c>postgresql://…</c> or <c>host=… dbname=…</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionStringSet)]
    [ValidateNotNullOrEmpty]
    public string ConnectionString { get; set; } = null!;

    /// <summary>The account on the server, in place of that of the connection string.</summary>
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Refuses changes to the registry in this runspace.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>Show the registry.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string? target = ParameterSetName == PathSet && !RegistryChoice.IsUri(Path) ? Path : null;
        try
        {
            RegistrySession.Disconnect();
            RegistryChoice choice = Choose();
            UseServer(choice.Server);
            RegistryDescription? description = Try(choice);
            RegistrySession.Connect(choice);
            if (PassThru)
            {
                WriteObject(description);
            }
        }
        catch (CsCertificateException failure)
        {
            Require(failure, target);
        }
    }

    private RegistryChoice Choose() => ParameterSetName == PathSet
        ? RegistryChoice.OfPath(this, Path, nameof(ConnectionString), ReadOnly)
        : RegistryChoice.OfConnectionString(ConnectionString, Credential, nameof(Path), ReadOnly);

    private RegistryDescription? Try(RegistryChoice choice)
    {
        if (choice.File is string file && !File.Exists(file) && !ReadOnly && !PassThru)
        {
            WriteVerbose($"The registry \"{choice}\" does not exist yet. Import-CsUser creates it.");
            return null;
        }

        using OpenRegistry registry = OpenRegistry.Open(choice, NativeOpenFlags.None, CommandName);
        RegistryDescription? description = null;
        if (PassThru && registry.Describe(check: false, expectedHead: null, out description) is CsCertificateException failure)
        {
            throw failure;
        }

        return description;
    }
}
