namespace CsClientCertificate.Registry;

/// <summary>Conditions for audit entries; null means any.</summary>
internal sealed record AuditQuery(
    UserIdParameter? Identity, string? Action, DateTime? After, DateTime? Before, long AfterSequence, ulong Limit);
