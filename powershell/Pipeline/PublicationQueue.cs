namespace CsClientCertificate.Pipeline;

/// <summary>Certificates that Publish has accepted and not yet published, and what there is to say between them.</summary>
/// <param name="registry">Where. Its calls take turns with those of the pipeline's thread.</param>
internal sealed class PublicationQueue(OpenRegistry registry) : ChangeQueue
{
    private readonly AskWindow<PublicationItem> window = new();

    /// <summary>Whether no more may wait.</summary>
    internal bool IsAtLimit => Locked(() => window.IsAtLimit);

    private protected override bool HasAny => !window.IsEmpty;

    private protected override bool IsFull => window.IsFull;

    internal void Add(Publication publication) => Add(new PublicationItem(publication, null));

    /// <summary>Adds what is told after what became of those before.</summary>
    internal void Add(ChangeOutcome outcome) => Add(new PublicationItem(null, outcome));

    private protected override string[] TakeNames() =>
        window.GiveUp().Where(item => item.Publication is not null).Select(item => item.Publication!.Source).ToArray();

    // Who presses Ctrl+C is told what is not published; unlike with a revocation, nothing is worse for it than before.
    private protected override CsCertificateException? Begin()
    {
        var results = new Queue<PublicationResult>();
        return window.Flush(
            items => Publish(items, results),
            item =>
            {
                Keep(item.Outcome ?? new PublicationOutcome(results.Dequeue()));
                return null;
            });
    }

    private void Add(PublicationItem item)
    {
        lock (Gate)
        {
            StartTimer();
            window.Add(item);
        }
    }

    private CsCertificateException? Publish(IReadOnlyList<PublicationItem> items, Queue<PublicationResult> results)
    {
        List<Publication> publications = items.Where(item => item.Publication is not null).Select(item => item.Publication!).ToList();
        if (publications.Count == 0)
        {
            return null;
        }

        CsCertificateException? failure = registry.Publish(publications, NativeWriteFlags.None, out IReadOnlyList<PublicationResult> published);
        foreach (PublicationResult result in published)
        {
            results.Enqueue(result);
        }

        return failure;
    }
}

/// <summary>A certificate to be published, or what there is to say between two.</summary>
internal readonly record struct PublicationItem(Publication? Publication, ChangeOutcome? Outcome);
