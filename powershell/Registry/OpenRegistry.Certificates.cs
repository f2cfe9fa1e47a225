namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>
    /// The certificates of the one user an identity means; borrowed until the next call on this registry but <see cref="FormerUsersOf"/>.
    /// </summary>
    /// <param name="identity">As it was given.</param>
    /// <param name="batch">All of them.</param>
    /// <param name="userKey">The user.</param>
    /// <param name="form">How the identity was recognised.</param>
    internal CsCertificateException? CertificatesOf(
        UserIdParameter identity, out CertificateBatch batch, out long userKey, out IdentityForm form)
    {
        batch = default;
        userKey = 0;
        form = IdentityForm.None;
        if (Contradiction(identity) is CertificateUserMismatchException contradiction)
        {
            return contradiction;
        }

        using var call = new NativeCall(handle, arena);
        NativeCertificate* rows;
        UIntPtr count;
        long key = 0;
        IdentityForm matched = IdentityForm.None;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.CertificatesOf(
            call.Handle, Argument(arena, identity), &rows, &count, &key, &matched, &error);
        (userKey, form) = (key, matched);
        if (status == NativeStatus.Ok)
        {
            batch = new CertificateBatch(rows, checked((int)count.ToUInt64()), certificateRows);
        }

        return NativeFailure.Of(status, error);
    }

    /// <summary>The bytes of a certificate.</summary>
    /// <exception cref="CsCertificateException">They cannot be had.</exception>
    internal byte[] CertificateDer(long certificateKey)
    {
        using var call = new NativeCall(handle);
        NativeText der;
        NativeError* error = null;
        NativeFailure.Require(Cscert.Functions.CertificateDer(call.Handle, certificateKey, &der, &error), error);
        return der.ToArray();
    }

    internal CsCertificateException? OpenCertificates(CertificateQuery query, out Cursor<CertInfoDetails>? cursor)
    {
        using var call = new NativeCall(handle, arena);
        NativeCertificateQuery argument = default;
        argument.Flags = query.Flags;
        argument.Now = NativeTime.From(query.Now);
        argument.NotAfterFrom = NativeTime.From(query.ExpiringFrom);
        argument.NotAfterBefore = NativeTime.From(query.ExpiringBefore);
        argument.PublishedAfter = NativeTime.From(query.PublishedAfter);
        argument.Thumbprint = arena.Bytes(query.Thumbprint);
        argument.SerialNumber = arena.Text(query.SerialNumber);
        argument.DeviceId = arena.Guid(query.DeviceId);
        argument.Limit = query.Limit;
        IntPtr opened;
        NativeError* error = null;
        CsCertificateException? failure = NativeFailure.Of(Cscert.Functions.CertificatesOpen(call.Handle, &argument, &opened, &error), error);
        var reader = new CertificateRows(Origin);
        cursor = failure is not null ? null : new Cursor<CertInfoDetails>(
            new CscertHandle(opened, Cscert.Functions.CertificatesClose),
            Cscert.Functions.CertificatesNext,
            (rows, index, count) => reader.Read((NativeCertificate*)rows + index, count - 1 - index),
            reader.BeginBatch);
        return failure;
    }

    /// <summary>What a server would find at sign-in. Of certificate and thumbprint, one is given.</summary>
    internal CsCertificateException? Check(byte[]? certificate, byte[]? thumbprint, DateTime now, out CertificateCheck? result)
    {
        using var call = new NativeCall(handle, arena);
        NativeCheck check;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.CertificateCheck(
            call.Handle, arena.Bytes(certificate), arena.Bytes(thumbprint), NativeTime.From(now), &check, &error);
        if (status != NativeStatus.Ok)
        {
            result = null;
            return NativeFailure.Of(status, error);
        }

        var batch = new CertificateBatch(check.Certificate, check.Certificate is null ? 0 : 1, certificateRows);
        result = new CertificateCheck(
            (CertificateStatus)check.Result,
            batch.Count == 0 ? null : batch.Read(0),
            accountDisabled: check.AccountDisabled != 0,
            userGone: check.UserGone != 0);
        return null;
    }
}
