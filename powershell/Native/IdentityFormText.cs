namespace CsClientCertificate.Native;

/// <summary>Identity forms in words, for -Verbose.</summary>
internal static class IdentityFormText
{
    internal static string Describe(this IdentityForm form) => form switch
    {
        IdentityForm.Key => "user object of this registry",
        IdentityForm.ObjectGuid => "objectGUID",
        IdentityForm.SipAddress => "SIP address",
        IdentityForm.DistinguishedName => "distinguished name",
        IdentityForm.DomainLogon => "domain\\logon",
        IdentityForm.Address => "user principal name or SIP address",
        IdentityForm.DisplayName => "display name",
        IdentityForm.SamAccountName => "logon name without a domain",
        IdentityForm.CommonName => "common name",
        _ => "unknown form of identity",
    };
}
