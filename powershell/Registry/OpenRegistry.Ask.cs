namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Announces the identities and the certificates that the next calls are about: a server is asked about all of them at once.</summary>
    internal CsCertificateException? Expect(IReadOnlyList<UserIdParameter> identities, IReadOnlyList<Presented> certificates) =>
        Ask(identities, certificates) ?? Take();

    /// <summary>Announces what calls are about after <see cref="Take"/>. A server begins to read it, and nobody waits for it.</summary>
    internal CsCertificateException? Ask(IReadOnlyList<UserIdParameter> identities, IReadOnlyList<Presented> certificates)
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
        NativeStatus status = Cscert.Functions.Ask(
            call.Handle, users, (UIntPtr)(uint)identities.Count, presented, (UIntPtr)(uint)count, &error);
        return NativeFailure.Of(status, error);
    }

    /// <summary>Takes what the server read for the first <see cref="Ask"/> that was not taken yet.</summary>
    internal CsCertificateException? Take()
    {
        if (!IsOnServer)
        {
            return null;
        }

        using var call = new NativeCall(handle, arena);
        NativeError* error = null;
        return NativeFailure.Of(Cscert.Functions.Take(call.Handle, &error), error);
    }
}
