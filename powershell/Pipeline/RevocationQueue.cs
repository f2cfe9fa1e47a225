namespace CsClientCertificate.Pipeline;

/// <summary>
/// Whom Revoke or Restore has accepted and not yet changed. On a server those who are still to be found share the question, too.
/// </summary>
/// <param name="registry">Where. Its calls take turns with those of the pipeline's thread.</param>
/// <param name="action">The name of the action in the audit log.</param>
/// <param name="change">What is done to them.</param>
/// <param name="warn">What there is to say of one beforehand.</param>
internal sealed class RevocationQueue(OpenRegistry registry, string action, RevocationCall change, RevocationWarningCall warn) : ChangeQueue
{
    private const int MostWaiting = 256;

    private readonly AskWindow<Candidate> window = new();
    private readonly List<RevocationOutcome> refused = [];
    private readonly List<Revocation> waiting = new(MostWaiting);
    private readonly List<string> names = new(MostWaiting);

    private protected override bool HasAny => waiting.Count > 0 || !window.IsEmpty || refused.Count > 0;

    private protected override bool IsFull => waiting.Count >= MostWaiting || window.IsFull;

    /// <summary>
    /// Whether certificates wait to be found and this is a user, or the other way round. Refusals go down in the audit log after the changes of their
    /// group; those of the one kind still before the changes of the other that come later.
    /// </summary>
    internal bool WaitsForOther(UserIdParameter identity) =>
        Locked(() => !window.IsEmpty && window.First.Identity.Certificate is null != identity.Certificate is null);

    /// <summary>Adds a user, or a certificate, that is still to be found.</summary>
    internal void Add(UserIdParameter identity, RevocationReasonParameter reason)
    {
        lock (Gate)
        {
            StartTimer();
            window.Add(new Candidate(identity, reason));
        }
    }

    internal void Add(Revocation revocation, string name)
    {
        lock (Gate)
        {
            StartTimer();
            waiting.Add(revocation);
            names.Add(name);
        }
    }

    /// <summary>Whom a refusal is recorded for: the holder of the certificate, where the object named somebody else too.</summary>
    internal static string ConcernedBy(CsCertificateException refusal, string identity) =>
        refusal is CertificateUserMismatchException mismatch ? mismatch.Holder : identity;

    /// <summary>Finds the one certificate that an object with a fingerprint tells of.</summary>
    /// <param name="identity">The object.</param>
    /// <param name="reason">Why it is changed.</param>
    /// <param name="revocation">What is to be changed.</param>
    /// <param name="which">What messages call the certificate.</param>
    /// <param name="holder">What they call its holder.</param>
    internal CsCertificateException? Locate(
        UserIdParameter identity, RevocationReasonParameter reason, out Revocation revocation, out string which, out string holder)
    {
        revocation = default;
        holder = which = identity.Text;
        CsCertificateException? failure = registry.Locate(identity, out CertInfoDetails? found);
        if (failure is not null || found is null)
        {
            return failure ?? new ManagementObjectNotFoundException(
                $"The registry contains no certificate with thumbprint {Hexadecimal.Upper(identity.Certificate!.Fingerprint!)}. Nothing was {action.ToLowerInvariant()}d.");
        }

        revocation = new Revocation(found.User.Value, found.CertificateKey, reason);
        holder = found.Holder;
        which = $"{found.Thumbprint} of {holder}";
        return null;
    }

    private protected override CsCertificateException? Send()
    {
        CsCertificateException? failure = base.Send();
        window.Resume();
        return failure;
    }

    // Who is still to be found.
    private protected override CsCertificateException? Begin() => window.Flush(Expect, Accept);

    // Those who are found; and who was not is recorded.
    private protected override CsCertificateException? Finish() => Commit() ?? RecordRefusals();

    private protected override string[] TakeNames()
    {
        string[] whom =
            [.. names, .. window.GiveUp().Select(candidate => candidate.Identity.Text), .. refused.Select(outcome => outcome.Name)];
        waiting.Clear();
        names.Clear();
        refused.Clear();
        return whom;
    }

    private CsCertificateException? Expect(IReadOnlyList<Candidate> candidates)
    {
        UserIdParameter[] identities = candidates.Select(candidate => candidate.Identity).ToArray();
        return registry.Expect(
            // Who a copy says holds its certificate is asked about too.
            identities.Where(identity => identity.Certificate is null || (identity.Certificate.User is null && !identity.NamesNobody)).ToArray(),
            identities.Where(identity => identity.Certificate is not null)
                .Select(identity => Presented.OfThumbprint(identity.Certificate!.Fingerprint!, identity.Text)).ToArray());
    }

    private CsCertificateException? Accept(Candidate candidate)
    {
        CsCertificateException? failure = candidate.Identity.Certificate is null
            ? Identify(candidate, out Revocation revocation, out string whom, out string holder)
            : Locate(candidate.Identity, candidate.Reason, out revocation, out whom, out holder);
        string? warning = null;
        if (failure is null)
        {
            // Those before this one are done first: of one of them there may be nothing left to warn of.
            failure = warn(revocation.UserKey, holder, Commit, out warning);
        }

        if (failure is not null && ErrorRecords.EndsCommand(failure.Kind))
        {
            return failure;
        }

        if (failure is not null)
        {
            refused.Add(new RevocationOutcome(whom, new RevocationResult(failure, 0, [], [])));
            return null;
        }

        if (warning is not null)
        {
            Keep(new ChangeOutcome(whom, warning, null));
        }

        waiting.Add(revocation);
        names.Add(whom);
        return null;
    }

    private CsCertificateException? Identify(Candidate candidate, out Revocation revocation, out string whom, out string holder)
    {
        CsCertificateException? failure = registry.Identify(candidate.Identity, out IdentifiedUser user, out _);
        revocation = new Revocation(user.UserKey, Revocation.AllCertificates, candidate.Reason);
        holder = whom = failure is null ? user.ToString() : candidate.Identity.Text;
        return failure;
    }

    private CsCertificateException? Commit()
    {
        if (waiting.Count == 0)
        {
            return null;
        }

        CsCertificateException? failure = change(waiting, out IReadOnlyList<RevocationResult> results);
        if (failure is null)
        {
            for (int i = 0; i < results.Count; i++)
            {
                Keep(new RevocationOutcome(names[i], results[i]));
            }

            waiting.Clear();
            names.Clear();
        }

        return failure;
    }

    // Those who were found are on disk before anybody reads of one who was not.
    private CsCertificateException? RecordRefusals()
    {
        while (refused.Count > 0)
        {
            RevocationOutcome outcome = refused[0];
            CsCertificateException refusal = outcome.Result.Failure!;
            CsCertificateException? failure = registry.RecordRefusal(action, ConcernedBy(refusal, outcome.Name), refusal);
            if (failure is not null)
            {
                return failure;
            }

            refused.RemoveAt(0);
            Keep(outcome);
        }

        return null;
    }
}

/// <summary>Changes certificates of users; those that share a call share a commit.</summary>
internal delegate CsCertificateException? RevocationCall(IReadOnlyList<Revocation> revocations, out IReadOnlyList<RevocationResult> results);

/// <summary>Finds what there is to say of a user before the change; <paramref name="before"/> is called first, because of those before there may be nothing left to say.</summary>
internal delegate CsCertificateException? RevocationWarningCall(
    long userKey, string whom, Func<CsCertificateException?> before, out string? warning);

/// <summary>A user or certificate that is still to be found, and why the certificates are to be changed.</summary>
internal readonly record struct Candidate(UserIdParameter Identity, RevocationReasonParameter Reason);
