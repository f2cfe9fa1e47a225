namespace CsClientCertificate.Registry;

/// <summary>Conditions for audit entries; null means any.</summary>
internal sealed class AuditQuery
{
    internal UserIdParameter? Identity { get; set; }

    internal string? Action { get; set; }

    internal DateTime? After { get; set; }

    internal DateTime? Before { get; set; }

    internal long AfterSequence { get; set; }

    internal ulong Limit { get; set; } = ulong.MaxValue;
}
