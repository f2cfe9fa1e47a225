namespace CsClientCertificate.Registry;

/// <summary>A user that an identity means, and no more of it than tells it apart.</summary>
internal readonly unsafe struct IdentifiedUser
{
    internal IdentifiedUser(NativeUser* row)
    {
        UserKey = row->UserKey;
        DistinguishedName = row->DistinguishedName.ToStringOrNull() ?? string.Empty;
        SipAddress = row->SipAddress.ToStringOrNull();
    }

    internal long UserKey { get; }

    internal string DistinguishedName { get; }

    internal string? SipAddress { get; }

    /// <summary>The user, for messages.</summary>
    /// <returns>The distinguished name, and the SIP address where there is one.</returns>
    public override string ToString() => SipAddress is null ? DistinguishedName : $"{DistinguishedName} ({SipAddress})";
}
