using System;
using System.Collections.Generic;
using System.Linq;
using CsClientCertificate.Binding;
using CsClientCertificate.Errors;
using CsClientCertificate.Registry;

namespace CsClientCertificate.Pipeline;

/// <summary>
/// Whom Revoke or Restore has accepted and not yet changed. On a server those who are still to be found share the question, too.
/// </summary>
internal sealed class RevocationQueue : ChangeQueue
{
    private const int MostWaiting = 256;

    private readonly OpenRegistry registry;
    private readonly string action;
    private readonly RevocationCall change;
    private readonly RevocationWarningCall warn;
    private readonly AskWindow<Candidate> window = new();
    private readonly List<RevocationOutcome> refused = [];
    private readonly List<Revocation> waiting = new(MostWaiting);
    private readonly List<string> names = new(MostWaiting);

    /// <param name="registry">Where. Its calls take turns with those of the pipeline's thread.</param>
    /// <param name="action">The name of the action in the audit log.</param>
    /// <param name="change">What is done to them.</param>
    /// <param name="warn">What there is to say of one beforehand.</param>
    internal RevocationQueue(OpenRegistry registry, string action, RevocationCall change, RevocationWarningCall warn)
    {
        this.registry = registry;
        this.action = action;
        this.change = change;
        this.warn = warn;
    }

    private protected override bool HasAny => waiting.Count > 0 || !window.IsEmpty || refused.Count > 0;

    private protected override bool IsFull => waiting.Count >= MostWaiting || (!window.IsEmpty && window.IsFull);

    /// <summary>Adds a user who is still to be found.</summary>
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

    private CsCertificateException? Expect(IReadOnlyList<Candidate> candidates) =>
        registry.Expect(candidates.Select(candidate => candidate.Identity).ToArray());

    private CsCertificateException? Accept(Candidate candidate)
    {
        CsCertificateException? failure = registry.Identify(candidate.Identity, out IdentifiedUser user, out _);
        string whom = candidate.Identity.Text;
        string? warning = null;
        if (failure is null)
        {
            whom = user.ToString();
            // Those before this one are done first: of one of them there may be nothing left to warn of.
            failure = warn(user.UserKey, whom, Commit, out warning);
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
            Keep(new RevocationOutcome(whom, warning));
        }

        waiting.Add(new Revocation(user.UserKey, Revocation.AllCertificates, candidate.Reason));
        names.Add(whom);
        return null;
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
            CsCertificateException? failure = registry.RecordRefusal(action, outcome.Name, outcome.Result.Failure!);
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

/// <summary>A user who is still to be found, and why the certificates are to be changed.</summary>
internal readonly struct Candidate
{
    internal Candidate(UserIdParameter identity, RevocationReasonParameter reason)
    {
        Identity = identity;
        Reason = reason;
    }

    internal UserIdParameter Identity { get; }

    internal RevocationReasonParameter Reason { get; }
}
