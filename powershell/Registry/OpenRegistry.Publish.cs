namespace CsClientCertificate.Registry;

internal sealed unsafe partial class OpenRegistry
{
    /// <summary>Publishes in one transaction; each publication succeeds or fails alone.</summary>
    internal CsCertificateException? Publish(
        IReadOnlyList<Publication> publications, NativeWriteFlags flags, out IReadOnlyList<PublicationResult> results)
    {
        results = [];
        // The command gives all of them the same identity.
        if (publications.Count > 0 && Contradiction(publications[0].Identity) is CertificateUserMismatchException contradiction)
        {
            results = publications.Select(publication => new PublicationResult(publication, NativePublishOutcome.None, null, contradiction)).ToList();
            return null;
        }

        using var call = new NativeCall(handle, arena);
        NativePublication* arguments = arena.Array<NativePublication>(publications.Count);
        for (int i = 0; i < publications.Count; i++)
        {
            Publication publication = publications[i];
            arguments[i].Der = arena.Bytes(publication.Certificate);
            arguments[i].Identity = Argument(arena, publication.Identity);
            arguments[i].DeviceId = arena.Guid(publication.DeviceId);
            arguments[i].PublicationTime = NativeTime.From(publication.PublicationTime);
        }

        NativePublishResult* rows;
        NativeError* error = null;
        NativeStatus status = Cscert.Functions.Publish(
            call.Handle, arguments, (UIntPtr)(uint)publications.Count, flags, &rows, &error);
        results = status == NativeStatus.Ok ? ReadResults(rows, publications) : [];
        return NativeFailure.Of(status, error);
    }

    private List<PublicationResult> ReadResults(NativePublishResult* rows, IReadOnlyList<Publication> publications)
    {
        var results = new List<PublicationResult>(publications.Count);
        for (int i = 0; i < publications.Count; i++)
        {
            // Results lie apart, each with the texts of its own.
            certificateRows.BeginBatch();
            results.Add(rows[i].Status == NativeStatus.Ok
                ? new PublicationResult(publications[i], rows[i].Outcome, certificateRows.Read(&rows[i].Certificate, 0), null)
                : new PublicationResult(publications[i], rows[i].Outcome, null, NativeFailure.From(
                    rows[i].Status, rows[i].Message.ToStringOrNull(), rows[i].Detail.ToStringOrNull())));
        }

        return results;
    }
}
