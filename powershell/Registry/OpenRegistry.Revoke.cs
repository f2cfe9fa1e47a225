using System;
using System.Collections.Generic;
using CsClientCertificate.Errors;
using CsClientCertificate.Model;
using CsClientCertificate.Native;

namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Revokes; every user's part is atomic, all share one commit, and that is on disk when this returns.</summary>
    internal CsCertificateException? Revoke(
        IReadOnlyList<Revocation> revocations, RevocationReason reason, out IReadOnlyList<RevocationResult> results)
    {
        results = [];
        using var call = new NativeCall(handle, arena);
        NativeRevocation* arguments = arena.Array<NativeRevocation>(revocations.Count);
        for (int i = 0; i < revocations.Count; i++)
        {
            arguments[i].UserKey = revocations[i].UserKey;
            arguments[i].CertificateKey = revocations[i].CertificateKey;
        }

        NativeRevokeResult* rows;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Revoking.Revoke(
            call.Handle, arguments, (UIntPtr)(uint)revocations.Count, (uint)reason, NativeWriteFlags.None, &rows, &error);
        if (status != NativeStatus.Ok)
        {
            return NativeFailure.Take(status, error);
        }

        var read = new RevocationResult[revocations.Count];
        for (int i = 0; i < read.Length; i++)
        {
            CsCertificateException? failure = rows[i].Status == NativeStatus.Ok
                ? null
                : NativeFailure.From(rows[i].Status, rows[i].Message.ToStringOrNull(), null);
            read[i] = new RevocationResult(failure, rows[i].Revoked);
        }

        results = read;
        return null;
    }

    /// <summary>Records an attempt that was refused before it reached a change.</summary>
    internal CsCertificateException? RecordRefusal(string action, string identity, CsCertificateException refusal)
    {
        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Revoking.AuditRefusal(
            call.Handle, arena.Text(action), arena.Text(identity), arena.Text(refusal.Message), &error);
        return status == NativeStatus.Ok ? null : NativeFailure.Take(status, error);
    }
}
