namespace CsClientCertificate.Commands;

/// <summary>Install-CsCertificateRegistry: creates a registry in a database on a server, or brings it up to date.</summary>
[Cmdlet(VerbsLifecycle.Install, "CsCertificateRegistry", SupportsShouldProcess = true)]
[OutputType(typeof(RegistryInstallation))]
public sealed class InstallCsCertificateRegistryCommand : CancellableCommand
{
    /// <summary>The database, as <c>postgresql://…</c> or <c>host=… dbname=…</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string ConnectionString { get; set; } = null!;

    /// <summary>The account on the server, in place of that of the connection string.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var server = new RegistryServer(ConnectionString, Credential, readOnly: false);
            UseServer(server);
            if (ShouldProcess(server.Location, "Install the certificate registry: schema, functions and roles"))
            {
                WriteObject(server.Install());
            }
        }
        catch (CsCertificateException failure)
        {
            Require(failure, null);
        }
    }
}
