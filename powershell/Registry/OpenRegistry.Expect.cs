using System;
using System.Collections.Generic;
using CsClientCertificate.Binding;
using CsClientCertificate.Errors;
using CsClientCertificate.Native;

namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Announces the identities and the certificates that the next calls are about: a server is asked about all of them at once.</summary>
    internal CsCertificateException? Expect(IReadOnlyList<UserIdParameter> identities, IReadOnlyList<Presented> certificates)
    {
        if (!IsOnServer)
        {
            return null;
        }

        using var call = new NativeCall(handle, arena);
        NativeIdentity* users = arena.Array<NativeIdentity>(identities.Count);
        for (int i = 0; i < identities.Count; i++)
        {
            Fill(users + i, arena, identities[i]);
        }

        NativePresented* presented = arena.Array<NativePresented>(certificates.Count);
        int count = 0;
        foreach (Presented certificate in certificates)
        {
            if (certificate.Failure is null)
            {
                presented[count].Der = arena.Bytes(certificate.Certificate);
                presented[count].Thumbprint = arena.Bytes(certificate.Thumbprint);
                count++;
            }
        }

        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Registry.Expect(
            call.Handle, users, (UIntPtr)(uint)identities.Count, presented, (UIntPtr)(uint)count, &error);
        return status == NativeStatus.Ok ? null : NativeFailure.Take(status, error);
    }
}
