namespace CsClientCertificate.Native;

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
