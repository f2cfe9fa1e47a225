namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Revokes; every user's part is atomic, all share one commit, and that is on disk when this returns.</summary>
    /// <param name="revocations">What, and why.</param>
    /// <param name="flags">Whether to hand back the certificates.</param>
    /// <param name="results">One for each, in their order.</param>
    internal CsCertificateException? Revoke(
        IReadOnlyList<Revocation> revocations, NativeWriteFlags flags, out IReadOnlyList<RevocationResult> results) =>
        Change(Cscert.Functions.Revoke, revocations, flags, out results);

    /// <summary>Takes off hold, likewise; the reasons do not matter.</summary>
    /// <inheritdoc cref="Revoke"/>
    internal CsCertificateException? Restore(
        IReadOnlyList<Revocation> revocations, NativeWriteFlags flags, out IReadOnlyList<RevocationResult> results) =>
        Change(Cscert.Functions.Restore, revocations, flags, out results);

    private CsCertificateException? Change(
        delegate* unmanaged[Cdecl]<IntPtr, NativeRevocation*, UIntPtr, NativeWriteFlags, NativeRevokeResult**, NativeError**, NativeStatus> change,
        IReadOnlyList<Revocation> revocations,
        NativeWriteFlags flags,
        out IReadOnlyList<RevocationResult> results)
    {
        results = [];
        using var call = new NativeCall(handle, arena);
        NativeRevocation* arguments = arena.Array<NativeRevocation>(revocations.Count);
        for (int i = 0; i < revocations.Count; i++)
        {
            arguments[i].UserKey = revocations[i].UserKey;
            arguments[i].CertificateKey = revocations[i].CertificateKey;
            arguments[i].Reason = (uint)revocations[i].Reason.Reason;
            arguments[i].ReasonText = arena.Text(revocations[i].Reason.OtherText);
        }

        NativeRevokeResult* rows;
        NativeError* error = null;
        NativeStatus status = change(call.Handle, arguments, (UIntPtr)(uint)revocations.Count, flags, &rows, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Of(status, error);
        }

        certificateRows.BeginBatch();
        var read = new RevocationResult[revocations.Count];
        for (int i = 0; i < read.Length; i++)
        {
            CsCertificateException? failure = rows[i].Status == NativeStatus.Ok
                ? null
                : NativeFailure.From(rows[i].Status, rows[i].Message.ToStringOrNull(), null);
            read[i] = new RevocationResult(failure, rows[i].Changed, ReadCertificates(rows[i]), ReadRefusals(rows[i]));
        }

        results = read;
        return null;
    }

    private CertInfoDetails[] ReadCertificates(in NativeRevokeResult row)
    {
        var certificates = new CertInfoDetails[checked((int)row.CertificateCount.ToUInt64())];
        for (int i = 0; i < certificates.Length; i++)
        {
            certificates[i] = certificateRows.Read(row.Certificates + i, certificates.Length - 1 - i);
        }

        return certificates;
    }

    private static CsCertificateException[] ReadRefusals(in NativeRevokeResult row)
    {
        var refusals = new CsCertificateException[checked((int)row.RefusalCount.ToUInt64())];
        for (int i = 0; i < refusals.Length; i++)
        {
            refusals[i] = NativeFailure.From(row.Refusals[i].Status, row.Refusals[i].Message.ToStringOrNull(), null);
        }

        return refusals;
    }
}
