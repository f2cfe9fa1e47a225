namespace CsClientCertificate.Native;

/// <summary><c>cscert_identity</c>: one user as a command names it; key and registry id only for what came from a registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeIdentity
{
    internal NativeText Text;
    internal byte* RegistryId;
    internal long UserKey;
    internal byte* ObjectGuid;
    internal IdentityForm OnlyForm;
}

/// <summary>How an identity was recognised (<c>CSCERT_FORM_…</c>).</summary>
internal enum IdentityForm : uint
{
    None = 0,
    Key = 1,
    ObjectGuid = 2,
    SipAddress = 3,
    DistinguishedName = 4,
    DomainLogon = 5,
    Address = 6,
    DisplayName = 7,
    SamAccountName = 8,
    CommonName = 9,
}

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
