//! The attributes the registry knows, and the names that other tools give them.

/// `objectGUID`.
pub(crate) const OBJECT_GUID: &str = "objectGUID";
/// `distinguishedName`.
pub(crate) const DISTINGUISHED_NAME: &str = "distinguishedName";
/// `cn`.
pub(crate) const COMMON_NAME: &str = "cn";
/// `displayName`.
pub(crate) const DISPLAY_NAME: &str = "displayName";
/// `sAMAccountName`.
pub(crate) const SAM_ACCOUNT_NAME: &str = "sAMAccountName";
/// `userPrincipalName`.
pub(crate) const USER_PRINCIPAL_NAME: &str = "userPrincipalName";
/// `msRTCSIP-PrimaryUserAddress`.
pub(crate) const SIP_ADDRESS: &str = "msRTCSIP-PrimaryUserAddress";
/// `msRTCSIP-PrimaryHomeServer`.
pub(crate) const HOME_SERVER: &str = "msRTCSIP-PrimaryHomeServer";
/// `msRTCSIP-UserEnabled`.
pub(crate) const ENABLED: &str = "msRTCSIP-UserEnabled";
/// `userAccountControl`.
pub(crate) const USER_ACCOUNT_CONTROL: &str = "userAccountControl";
/// `msRTCSIP-OptionFlags`.
pub(crate) const OPTION_FLAGS: &str = "msRTCSIP-OptionFlags";
/// `msRTCSIP-Line`.
pub(crate) const LINE_URI: &str = "msRTCSIP-Line";
/// `givenName`.
pub(crate) const GIVEN_NAME: &str = "givenName";
/// `sn`.
pub(crate) const SURNAME: &str = "sn";
/// `department`.
pub(crate) const DEPARTMENT: &str = "department";
/// `title`.
pub(crate) const TITLE: &str = "title";
/// `whenCreated`.
pub(crate) const WHEN_CREATED: &str = "whenCreated";
/// `whenChanged`.
pub(crate) const WHEN_CHANGED: &str = "whenChanged";
/// `userCertificate`.
pub(crate) const USER_CERTIFICATE: &str = "userCertificate";
/// `objectClass`.
pub(crate) const OBJECT_CLASS: &str = "objectClass";
/// `msDS-PrincipalName`.
pub(crate) const PRINCIPAL_NAME: &str = "msDS-PrincipalName";
/// `nCName` of a `crossRef`.
pub(crate) const NC_NAME: &str = "nCName";
/// `nETBIOSName` of a `crossRef`.
pub(crate) const NETBIOS_NAME: &str = "nETBIOSName";
/// `dnsRoot` of a `crossRef`.
pub(crate) const DNS_ROOT: &str = "dnsRoot";
/// `dNSHostName`.
pub(crate) const DNS_HOST_NAME: &str = "dNSHostName";

/// `isDeleted`: TRUE of an object that the directory has deleted.
pub(crate) const IS_DELETED: &str = "isDeleted";
/// What the directory modules call `isDeleted`.
pub(crate) const DELETED: &str = "Deleted";
/// `groupType`: of groups only.
pub(crate) const GROUP_TYPE: &str = "groupType";
/// `sAMAccountType`.
pub(crate) const SAM_ACCOUNT_TYPE: &str = "sAMAccountType";

/// What an account has: an entry without classes and without any of these is none.
pub(crate) const OF_AN_ACCOUNT: [&str; 4] =
    [SAM_ACCOUNT_NAME, USER_PRINCIPAL_NAME, SIP_ADDRESS, USER_ACCOUNT_CONTROL];

/// Attributes with a field of their own in the registry.
pub(crate) const WITH_A_FIELD: [&str; 18] = [
    OBJECT_GUID,
    DISTINGUISHED_NAME,
    COMMON_NAME,
    DISPLAY_NAME,
    SAM_ACCOUNT_NAME,
    USER_PRINCIPAL_NAME,
    SIP_ADDRESS,
    HOME_SERVER,
    ENABLED,
    USER_ACCOUNT_CONTROL,
    OPTION_FLAGS,
    LINE_URI,
    GIVEN_NAME,
    SURNAME,
    DEPARTMENT,
    TITLE,
    WHEN_CREATED,
    WHEN_CHANGED,
];

/// What ActiveDirectory, PSOpenAD, Get-CsUser and the CSV files made from them call the attributes.
const FRIENDLY: [(&str, &str); 34] = [
    ("Guid", OBJECT_GUID),
    ("ObjectId", OBJECT_GUID),
    ("Identity", DISTINGUISHED_NAME),
    ("DN", DISTINGUISHED_NAME),
    ("Name", COMMON_NAME),
    ("CommonName", COMMON_NAME),
    ("Display Name", DISPLAY_NAME),
    ("LogonName", SAM_ACCOUNT_NAME),
    ("SamAccount", SAM_ACCOUNT_NAME),
    ("UPN", USER_PRINCIPAL_NAME),
    ("User Principal Name", USER_PRINCIPAL_NAME),
    ("SipAddress", SIP_ADDRESS),
    ("Sip Address", SIP_ADDRESS),
    ("HomeServer", HOME_SERVER),
    ("RegistrarPool", REGISTRAR_POOL),
    ("EnterpriseVoiceEnabled", ENTERPRISE_VOICE),
    ("LineURI", LINE_URI),
    ("OptionFlags", OPTION_FLAGS),
    ("FirstName", GIVEN_NAME),
    ("First Name", GIVEN_NAME),
    ("LastName", SURNAME),
    ("Last Name", SURNAME),
    ("Surname", SURNAME),
    ("JobTitle", TITLE),
    ("Created", WHEN_CREATED),
    ("createTimeStamp", WHEN_CREATED),
    ("Modified", WHEN_CHANGED),
    ("modifyTimeStamp", WHEN_CHANGED),
    ("Certificates", USER_CERTIFICATE),
    (DELETED, IS_DELETED),
    ("SID", "objectSid"),
    ("EmailAddress", "mail"),
    ("Office", "physicalDeliveryOfficeName"),
    ("OfficePhone", "telephoneNumber"),
];

/// What an object calls things that are no attributes, or not as they stand: dropped.
pub(crate) const NOT_ATTRIBUTES: [&str; 12] = [
    // ActiveDirectory's and PSOpenAD's own bookkeeping.
    "PropertyNames",
    "AddedProperties",
    "RemovedProperties",
    "ModifiedProperties",
    "PropertyCount",
    "DomainController",
    "WriteDebugStream",
    "PSComputerName",
    "RunspaceId",
    "PSShowComputerName",
    "PSSourceJobInstanceId",
    "Attributes",
];

/// The staged name of what Get-CsUser derives from the home server: the pool's name.
pub(crate) const REGISTRAR_POOL: &str = "\u{1}registrarPool";
/// The staged name of what Get-CsUser derives from a bit of the option flags.
pub(crate) const ENTERPRISE_VOICE: &str = "\u{1}enterpriseVoiceEnabled";
/// The bit (\[MS-SIPAE\] and its neighbours; public in many pages).
pub(crate) const ENTERPRISE_VOICE_FLAG: u32 = 128;

/// Names of the staging area only: what becomes part of an attribute, and is none itself.
pub(crate) const DERIVED: [&str; 3] =
    [super::account_control::ACCOUNT_ENABLED, REGISTRAR_POOL, ENTERPRISE_VOICE];

/// `Enabled`: of Get-CsUser whether the user may use the service, of the directory modules whether the account is enabled.
pub(crate) const AMBIGUOUS_ENABLED: &str = "Enabled";

/// The attribute that a property of that name stands for; the name itself where it is none of ours.
pub(crate) fn of_property(property: &str) -> &str {
    let same = |name: &&&str| name.eq_ignore_ascii_case(property);
    let ours = WITH_A_FIELD.iter().find(same).or_else(|| {
        FRIENDLY.iter().find(|(name, _)| name.eq_ignore_ascii_case(property)).map(|(_, attribute)| attribute)
    });
    ours.copied().unwrap_or(property)
}
