using System.Threading.Tasks;

namespace CsClientCertificate.Session;

/// <summary>
/// A database on a server, as an account. It keeps the connection of a command for the next one: a script that loops over leavers pays
/// for one log-in.
/// </summary>
internal sealed class RegistryServer
{
    /// <summary>How long a connection that no command uses stays open.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly CscertHandle handle;
    private IReadOnlyList<string> warnings;
    private int watched;

    /// <param name="connectionString">The connection string.</param>
    /// <param name="credential">The account, in place of that of the string; null for none.</param>
    /// <param name="readOnly">Whether the server is to refuse changes.</param>
    internal unsafe RegistryServer(string connectionString, PSCredential? credential, bool readOnly)
    {
        handle = Open(connectionString, credential, readOnly);
        using var call = new NativeCall(handle);
        NativeServerDescription borrowed;
        NativeError* error = null;
        NativeFailure.Require(Cscert.Functions.ServerDescribe(call.Handle, &borrowed, &error), error);
        Location = borrowed.Location.ToString();
        warnings = ErrorDetail.Strings(borrowed.Warnings.ToStringOrNull());
    }

    /// <summary>Where it is, without secrets.</summary>
    internal string Location { get; }

    /// <summary>What the administrator should know about the connection string: once.</summary>
    internal IReadOnlyList<string> TakeWarnings() => Interlocked.Exchange(ref warnings, []);

    /// <summary>Opens the registry there.</summary>
    /// <param name="command">The command's name, for the audit log.</param>
    /// <param name="remoteCaller">Who is at the other end of a remote session, for the audit log; null for nobody.</param>
    internal unsafe CscertHandle OpenRegistry(string command, string? remoteCaller)
    {
        using var call = new NativeCall(handle);
        using var arguments = new NativeArena();
        IntPtr opened;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ServerRegistry(
            call.Handle, arguments.Text(command), arguments.Text(remoteCaller), &opened, &error);
        NativeFailure.Require(status, error);
        return new CscertHandle(opened, Cscert.Functions.RegistryClose);
    }

    /// <summary>Installs a registry there, or brings it up to date.</summary>
    internal unsafe RegistryInstallation Install()
    {
        using var call = new NativeCall(handle);
        NativeInstallation installation;
        NativeError* error = null;
        NativeFailure.Require(Cscert.Functions.ServerInstall(call.Handle, &installation, &error), error);
        return new RegistryInstallation(Location, checked((int)installation.FoundVersion), checked((int)installation.Version));
    }

    /// <summary>Ends the opening or installing that is under way. From any thread.</summary>
    internal unsafe void Interrupt()
    {
        using var call = new NativeCall(handle);
        Cscert.Functions.ServerInterrupt(call.Handle);
    }

    /// <summary>Closes the connection that is kept.</summary>
    internal void Rest() => _ = Rest(TimeSpan.Zero);

    /// <summary>A registry there was closed: its connection is kept for a while.</summary>
    internal void Released()
    {
        if (Interlocked.Exchange(ref watched, 1) == 0)
        {
            _ = RestInTime();
        }
    }

    private async Task RestInTime()
    {
        bool isKept = true;
        while (isKept)
        {
            await Task.Delay(LongestRest).ConfigureAwait(false);
            isKept = Rest(LongestRest);
        }

        Volatile.Write(ref watched, 0);
    }

    // Whether a connection is kept still.
    private unsafe bool Rest(TimeSpan longest)
    {
        using var call = new NativeCall(handle);
        return Cscert.Functions.ServerRest(call.Handle, (uint)longest.TotalMilliseconds) != 0;
    }

    private static unsafe CscertHandle Open(string connectionString, PSCredential? credential, bool readOnly)
    {
        using var arguments = new NativeArena();
        IntPtr opened;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ServerOpen(
            arguments.Text(connectionString),
            arguments.Text(credential?.UserName),
            arguments.Text(credential?.GetNetworkCredential().Password),
            readOnly ? NativeOpenFlags.ReadOnly : NativeOpenFlags.None,
            &opened,
            &error);
        NativeFailure.Require(status, error);
        return new CscertHandle(opened, Cscert.Functions.ServerClose);
    }
}
