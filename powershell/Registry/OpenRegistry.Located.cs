namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>
    /// The certificate that an object tells of. If the object names a user, it is the holder, or it is refused: which of the two was meant,
    /// nobody knows.
    /// </summary>
    /// <param name="identity">With a certificate that has its fingerprint.</param>
    /// <param name="certificate">The certificate; null where the registry does not hold it.</param>
    internal CsCertificateException? Locate(UserIdParameter identity, out CertInfoDetails? certificate)
    {
        certificate = null;
        CertificateReference reference = identity.Certificate!;
        // The fingerprint decides, and no key: in a copy of the registry that went its own way the same key may be another certificate's.
        CsCertificateException? failure = Check(null, reference.Fingerprint, DateTime.UtcNow, out CertificateCheck? check);
        if (failure is not null)
        {
            return failure;
        }

        CertInfoDetails? found = check!.Certificate;
        if (identity.NamesNobody || (found is not null && reference.User is UserKey key && key.Equals(found.User)))
        {
            certificate = found;
            return null;
        }

        failure = Identify(identity, out IdentifiedUser person, out _);
        if (failure is null && found is not null && found.User.Value != person.UserKey)
        {
            failure = new CertificateUserMismatchException(found);
        }

        certificate = failure is null ? found : null;
        return failure;
    }

    /// <summary>Why an object cannot be used as the user that it names: it also names a certificate of another user.</summary>
    private CertificateUserMismatchException? Contradiction(UserIdParameter? identity) =>
        identity?.Certificate is { Fingerprint: not null } certificate && certificate.User?.RegistryId != Origin.Id
            && Locate(identity, out _) is CertificateUserMismatchException mismatch
            ? mismatch
            : null;
}
