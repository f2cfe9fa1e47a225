using System;
using CsClientCertificate.Binding;

namespace CsClientCertificate.Registry;

/// <summary>Which entries of the audit. What is null does not count.</summary>
internal sealed class AuditQuery
{
    internal UserIdParameter? Identity { get; set; }

    internal string? Action { get; set; }

    internal DateTime? After { get; set; }

    internal DateTime? Before { get; set; }

    internal ulong Limit { get; set; } = ulong.MaxValue;
}
