namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    internal CsCertificateException? OpenAudit(AuditQuery query, out Cursor<AuditEntry>? cursor)
    {
        cursor = null;
        if (Contradiction(query.Identity) is CertificateUserMismatchException contradiction)
        {
            return contradiction;
        }

        using var call = new NativeCall(handle, arena);
        NativeAuditQuery argument = default;
        argument.Identity = Argument(arena, query.Identity);
        argument.Action = arena.Text(query.Action);
        argument.After = NativeTime.From(query.After);
        argument.Before = NativeTime.From(query.Before);
        argument.Limit = query.Limit;
        argument.AfterSequence = query.AfterSequence;
        IntPtr opened;
        NativeError* error = null;
        CsCertificateException? failure = NativeFailure.Of(Cscert.Functions.AuditOpen(call.Handle, &argument, &opened, &error), error);
        cursor = failure is not null ? null : new Cursor<AuditEntry>(
            new CscertHandle(opened, Cscert.Functions.AuditClose),
            Cscert.Functions.AuditNext,
            (rows, index, _) => new AuditEntry((NativeAuditEntry*)rows + index));
        return failure;
    }

    /// <summary>Records an attempt that was refused before it reached a change.</summary>
    internal CsCertificateException? RecordRefusal(string action, string identity, CsCertificateException refusal)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.AuditRefusal(
            call.Handle, arena.Text(action), arena.Text(identity), arena.Text(refusal.Message), &error);
        return NativeFailure.Of(status, error);
    }
}
