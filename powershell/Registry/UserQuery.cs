using CsClientCertificate.Native;

namespace CsClientCertificate.Registry;

/// <summary>Which users.</summary>
internal sealed class UserQuery
{
    internal NativeUserQueryFlags Flags { get; set; }

    /// <summary>Display name with <c>*</c>; null for all.</summary>
    internal string? DisplayNamePattern { get; set; }

    internal ulong Limit { get; set; } = ulong.MaxValue;
}
