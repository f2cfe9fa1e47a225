namespace CsClientCertificate.Registry;

/// <summary>
/// An open registry: one connection, used by one thread at a time, interrupted from any. What a call may
/// refuse in the ordinary course (an unknown user among 100,000) is returned, not thrown.
/// </summary>
internal sealed unsafe partial class OpenRegistry : IDisposable
{
    private readonly CscertHandle handle;
    private readonly NativeArena arena = new();
    private readonly CertificateRows certificateRows;
    private readonly UserRows userRows;

    private OpenRegistry(CscertHandle handle, RegistryChoice choice)
    {
        this.handle = handle;
        Origin = new RegistryOrigin(choice, ReadId(handle));
        certificateRows = new CertificateRows(Origin);
        userRows = new UserRows(Origin);
    }

    internal RegistryOrigin Origin { get; }

    /// <summary>Whether every question is a round trip to a server.</summary>
    internal bool IsOnServer => Origin.Choice.Server is not null;

    /// <param name="choice">Which one.</param>
    /// <param name="flags">Whether to make it where it is missing.</param>
    /// <param name="command">The command's name, for the audit.</param>
    /// <param name="remoteCaller">Who is at the other end of a remote session, for the audit; null for nobody, or for who only reads.</param>
    internal static OpenRegistry Open(RegistryChoice choice, NativeOpenFlags flags, string command, string? remoteCaller = null)
    {
        CscertHandle? handle = null;
        try
        {
            handle = choice.Server?.OpenRegistry(command, remoteCaller)
                ?? OpenFile(choice.ToString(), choice.IsReadOnly ? NativeOpenFlags.ReadOnly : flags, command, remoteCaller);
            var registry = new OpenRegistry(handle, choice);
            handle = null;
            return registry;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>Opens the registry an object came from.</summary>
    internal static OpenRegistry Reopen(RegistryOrigin origin, string command)
    {
        OpenRegistry registry = Open(origin.Choice, NativeOpenFlags.None, command);
        if (registry.Origin.Id == origin.Id)
        {
            return registry;
        }

        registry.Dispose();
        throw Replaced(origin);
    }

    /// <summary>The failure if another registry is found where an object came from.</summary>
    internal static RegistryException Replaced(RegistryOrigin origin) => new(
        ErrorKind.RegistryUnavailable,
        $"The registry \"{origin.Choice}\" is not the one that this object came from; it has been replaced. Get the object again.");

    /// <summary>Ends what runs on this registry. From any thread; no harm if nothing runs or it is closed.</summary>
    internal void Interrupt()
    {
        try
        {
            using var call = new NativeCall(handle);
            Cscert.Functions.RegistryInterrupt(call.Handle);
        }
        catch (ObjectDisposedException)
        {
            // The command was faster.
        }
    }

    /// <summary>How far long work on this registry has come. From any thread.</summary>
    /// <param name="done">Units done, of the work's own.</param>
    /// <param name="total">Units in all; 0 if nobody knows.</param>
    internal void Progress(out ulong done, out ulong total)
    {
        using var call = new NativeCall(handle);
        ulong unitsDone = 0, units = 0;
        Cscert.Functions.RegistryProgress(call.Handle, &unitsDone, &units);
        (done, total) = (unitsDone, units);
    }

    /// <summary>What the server said beside changes that it has made, since this was last asked.</summary>
    internal CsCertificateException? TakeWarnings(out IReadOnlyList<string> warnings)
    {
        using var call = new NativeCall(handle, arena);
        NativeText* texts;
        UIntPtr count;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.RegistryWarnings(call.Handle, &texts, &count, &error);
        warnings = status == NativeStatus.Ok ? NativeText.Strings(texts, count) : [];
        return NativeFailure.Of(status, error);
    }

    public void Dispose()
    {
        handle.Dispose();
        arena.Dispose();
        Origin.Choice.Server?.Released();
    }

    internal CsCertificateException? Describe(bool check, string? expectedHead, out RegistryDescription? description)
    {
        using var call = new NativeCall(handle, arena);
        NativeRegistryDescription borrowed;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.RegistryDescribe(
            call.Handle, check ? (byte)1 : (byte)0, arena.Text(expectedHead), &borrowed, &error);
        description = status == NativeStatus.Ok ? new RegistryDescription(borrowed, Origin.Choice) : null;
        return NativeFailure.Of(status, error);
    }

    internal CsCertificateException? Backup(string destination, NativeFileFlags flags)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        return NativeFailure.Of(Cscert.Functions.RegistryBackup(call.Handle, arena.Text(destination), flags, &error), error);
    }

    /// <summary>Writes the report; an existing file is replaced, completely or not at all.</summary>
    internal CsCertificateException? WriteReport(string destination, DateTime now, TimeSpan expiringWithin, NativeFileFlags flags)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.ReportWrite(
            call.Handle, arena.Text(destination), NativeTime.From(now), NativeTime.From(expiringWithin), flags, &error);
        return NativeFailure.Of(status, error);
    }

    /// <summary>Copies everything into another registry, which is empty.</summary>
    internal CsCertificateException? CopyTo(OpenRegistry target)
    {
        using var source = new NativeCall(handle, arena);
        using var call = new NativeCall(target.handle);
        NativeError* error = null;
        return NativeFailure.Of(Cscert.Functions.RegistryCopy(source.Handle, call.Handle, &error), error);
    }

    private static CscertHandle OpenFile(string path, NativeOpenFlags flags, string command, string? remoteCaller)
    {
        using var arguments = new NativeArena();
        IntPtr opened;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.RegistryOpen(
            arguments.Text(path), flags, arguments.Text(command), arguments.Text(remoteCaller), &opened, &error);
        NativeFailure.Require(status, error);
        return new CscertHandle(opened, Cscert.Functions.RegistryClose);
    }

    private static Guid ReadId(CscertHandle handle)
    {
        using var call = new NativeCall(handle);
        byte* id = stackalloc byte[16];
        NativeError* error = null;
        NativeFailure.Require(Cscert.Functions.RegistryId(call.Handle, id, &error), error);
        return NativeBytes.Guid(id);
    }

    /// <summary>An identity as an argument; no address for none.</summary>
    private static NativeIdentity* Argument(NativeArena arena, UserIdParameter? identity)
    {
        if (identity is null)
        {
            return null;
        }

        NativeIdentity* argument = arena.Array<NativeIdentity>(1);
        Fill(argument, arena, identity);
        return argument;
    }

    private static void Fill(NativeIdentity* argument, NativeArena arena, UserIdParameter identity)
    {
        argument->Text = identity.User is ADUser user ? user.IdentityArgument(arena) : arena.Text(identity.Text);
        argument->ObjectGuid = arena.Guid(identity.ObjectGuid);
        argument->OnlyForm = identity.IsAccountName ? IdentityForm.SamAccountName : IdentityForm.None;
        if (identity.Key is UserKey key)
        {
            argument->RegistryId = arena.Guid(key.RegistryId);
            argument->UserKey = key.Value;
        }
    }
}
