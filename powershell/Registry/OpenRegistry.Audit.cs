namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    internal CsCertificateException? OpenAudit(AuditQuery query, out AuditCursor? cursor)
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
        NativeStatus status = Cscert.Functions.Audit.Open(call.Handle, &argument, &opened, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Take(status, error);
        }

        cursor = new AuditCursor(new CscertHandle(opened, Cscert.Functions.Audit.Close));
        return null;
    }
}
