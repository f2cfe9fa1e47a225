namespace CsClientCertificate.Commands;

/// <summary>Copy-CsCertificateRegistry: copies this runspace's registry into a new file, or into a database.</summary>
[Cmdlet(VerbsCommon.Copy, "CsCertificateRegistry", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(RegistryCopy))]
public sealed class CopyCsCertificateRegistryCommand : RegistryCommand
{
    private const string PathSet = "Path";
    private const string ConnectionStringSet = "ConnectionString";

    private volatile OpenRegistry? target;

    /// <summary>The file to create.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = null!;

    /// <summary>The database with an empty registry, as <c>postgresql://…</c> or <c>host=… dbname=…</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionStringSet)]
    [ValidateNotNullOrEmpty]
    public string DestinationConnectionString { get; set; } = null!;

    /// <summary>The account on the server of the destination, in place of that of the connection string.</summary>
    [Parameter(ParameterSetName = ConnectionStringSet)]
    [ValidateNotNull]
    [Credential]
    public PSCredential? DestinationCredential { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            RegistryChoice destination = ParameterSetName == PathSet
                ? RegistryChoice.OfPath(this, Destination, nameof(DestinationConnectionString))
                : RegistryChoice.OfConnectionString(DestinationConnectionString, DestinationCredential, nameof(Destination));
            UseServer(destination.Server);
            if (ShouldProcess(destination.ToString(), $"Copy the certificate registry \"{Registry.Origin.Choice}\" there"))
            {
                Copy(destination);
            }
        }
        catch (CsCertificateException failure)
        {
            Require(failure, null);
        }

        base.EndProcessing();
    }

    private protected override void Interrupt()
    {
        base.Interrupt();
        target?.Interrupt();
    }

    private protected override void Close()
    {
        target?.Dispose();

        // Nobody asks there again.
        target?.Origin.Choice.Server?.Rest();
        base.Close();
    }

    private void Copy(RegistryChoice destination)
    {
        OpenRegistry opened = OpenRegistry.Open(destination, NativeOpenFlags.CreateWhenFilled, CommandName, RemoteCaller.Of(SessionState));
        target = opened;

        // Asked to stop while it was being opened.
        StopIfAsked();
        RunLong("Copying the registry", "copy the registry", null, () => Registry.CopyTo(opened), Progress);
        WarnOfCommits(opened);
        Require(opened.Describe(check: false, expectedHead: null, out RegistryDescription? description), null);
        WriteObject(new RegistryCopy(Registry.Origin.Choice.ToString(), description!));
    }

    // First rows are copied, then the copy is checked.
    private void Progress(out ulong done, out ulong total)
    {
        Registry.Progress(out done, out total);
        if (done == total)
        {
            target?.Progress(out done, out total);
        }
    }
}
