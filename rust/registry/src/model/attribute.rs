//! The attributes the registry knows, and the names that other tools give them.

use crate::query::filter::PROPERTIES;

pub(crate) const OBJECT_GUID: &str = "objectGUID";
pub(crate) const DISTINGUISHED_NAME: &str = "distinguishedName";
pub(crate) const COMMON_NAME: &str = "cn";
pub(crate) const DISPLAY_NAME: &str = "displayName";
pub(crate) const SAM_ACCOUNT_NAME: &str = "sAMAccountName";
pub(crate) const USER_PRINCIPAL_NAME: &str = "userPrincipalName";
pub(crate) const SIP_ADDRESS: &str = "msRTCSIP-PrimaryUserAddress";
pub(crate) const HOME_SERVER: &str = "msRTCSIP-PrimaryHomeServer";
pub(crate) const ENABLED: &str = "msRTCSIP-UserEnabled";
pub(crate) const USER_ACCOUNT_CONTROL: &str = "userAccountControl";
pub(crate) const OPTION_FLAGS: &str = "msRTCSIP-OptionFlags";
pub(crate) const LINE_URI: &str = "msRTCSIP-Line";
pub(crate) const GIVEN_NAME: &str = "givenName";
pub(crate) const SURNAME: &str = "sn";
pub(crate) const DEPARTMENT: &str = "department";
pub(crate) const TITLE: &str = "title";
pub(crate) const DEPLOYMENT_LOCATOR: &str = "msRTCSIP-DeploymentLocator";
pub(crate) const FEDERATION_ENABLED: &str = "msRTCSIP-FederationEnabled";
pub(crate) const INTERNET_ACCESS_ENABLED: &str = "msRTCSIP-InternetAccessEnabled";
pub(crate) const LINE_SERVER: &str = "msRTCSIP-LineServer";
pub(crate) const PRIVATE_LINE: &str = "msRTCSIP-PrivateLine";
pub(crate) const TARGET_HOME_SERVER: &str = "msRTCSIP-TargetHomeServer";
pub(crate) const ORIGINATOR_SID: &str = "msRTCSIP-OriginatorSid";
pub(crate) const TENANT_ID: &str = "msRTCSIP-TenantId";
pub(crate) const ROUTING_GROUP_ID: &str = "msRTCSIP-UserRoutingGroupId";
pub(crate) const ACP_INFO: &str = "msRTCSIP-AcpInfo";
/// `msExchUCVoiceMailSettings`: settings such as `CsHostedVoiceMail=1`, which Exchange shares.
pub(crate) const VOICE_MAIL_SETTINGS: &str = "msExchUCVoiceMailSettings";
/// `msExchUMEnabledFlags`, whose lowest bit says that unified messaging is enabled.
pub(crate) const UM_ENABLED_FLAGS: &str = "msExchUMEnabledFlags";
pub(crate) const MAIL: &str = "mail";
pub(crate) const OBJECT_SID: &str = "objectSid";
pub(crate) const OBJECT_CATEGORY: &str = "objectCategory";
pub(crate) const PROXY_ADDRESSES: &str = "proxyAddresses";
pub(crate) const WHEN_CREATED: &str = "whenCreated";
pub(crate) const WHEN_CHANGED: &str = "whenChanged";
pub(crate) const USER_CERTIFICATE: &str = "userCertificate";
pub(crate) const OBJECT_CLASS: &str = "objectClass";
pub(crate) const PRINCIPAL_NAME: &str = "msDS-PrincipalName";
/// `nCName` of a `crossRef`.
pub(crate) const NC_NAME: &str = "nCName";
/// `nETBIOSName` of a `crossRef`.
pub(crate) const NETBIOS_NAME: &str = "nETBIOSName";
/// `dnsRoot` of a `crossRef`.
pub(crate) const DNS_ROOT: &str = "dnsRoot";
pub(crate) const DNS_HOST_NAME: &str = "dNSHostName";

/// `isDeleted`: TRUE of an object that the directory has deleted.
pub(crate) const IS_DELETED: &str = "isDeleted";
/// What the directory modules call `isDeleted`.
pub(crate) const DELETED: &str = "Deleted";
/// `groupType`: of groups only.
pub(crate) const GROUP_TYPE: &str = "groupType";
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

/// What ActiveDirectory, PSOpenAD, Get-CsUser and the CSV files made from them call the attributes, beside [`OPTION_BITS`] and
/// [`PROPERTIES`].
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
    ("HostedVoiceMail", HOSTED_VOICE_MAIL),
    ("ExUmEnabled", EX_UM_ENABLED),
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
    ("EmailAddress", MAIL),
    ("Office", "physicalDeliveryOfficeName"),
    ("OfficePhone", "telephoneNumber"),
];

/// Properties of objects that are not attributes, or not as they stand; an import ignores them.
pub(crate) const NOT_ATTRIBUTES: [&str; 20] = [
    // ActiveDirectory's and PSOpenAD's own bookkeeping.
    "PropertyNames",
    "AddedProperties",
    "RemovedProperties",
    "ModifiedProperties",
    "PropertyCount",
    "DomainController",
    "WriteDebugStream",
    // What remoting, jobs and PowerShell's providers add.
    "PSComputerName",
    "RunspaceId",
    "PSShowComputerName",
    "PSSourceJobInstanceId",
    "PSPath",
    "PSParentPath",
    "PSChildName",
    "PSDrive",
    "PSProvider",
    "PSIsContainer",
    // DirectoryServices' path, the security descriptor, which is an object there, and ADUser's collection of all attributes.
    "adspath",
    "nTSecurityDescriptor",
    "Attributes",
];

/// The staged name of what Get-CsUser derives from the home server: the pool's name.
pub(crate) const REGISTRAR_POOL: &str = "\u{1}registrarPool";
/// What Get-CsUser shows of `msExchUCVoiceMailSettings`.
pub(crate) const HOSTED_VOICE_MAIL: &str = "\u{1}hostedVoiceMail";
/// What Get-CsUser shows of `msExchUMEnabledFlags`.
pub(crate) const EX_UM_ENABLED: &str = "\u{1}exUmEnabled";

/// A property of Get-CsUser that is a bit of the option flags.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OptionBit {
    /// The property.
    pub(crate) property: &'static str,
    /// Its staged name.
    pub(crate) staged: &'static str,
    /// The bit.
    pub(crate) bit: u32,
}

const fn option(property: &'static str, staged: &'static str, bit: u32) -> OptionBit {
    OptionBit { property, staged, bit }
}

/// The bits of `msRTCSIP-OptionFlags`: 1 to 512 as the schema reference of Lync Server 2013 has them; the next one is what Lync
/// Server 2010 added (MSPL's `UserOption` lists it last).
pub(crate) const OPTION_BITS: [OptionBit; 6] = [
    option("PublicNetworkEnabled", "\u{1}publicNetworkEnabled", 1),
    option("RemoteCallControlTelephonyEnabled", "\u{1}remoteCallControlTelephonyEnabled", 16),
    option("EnterpriseVoiceEnabled", "\u{1}enterpriseVoiceEnabled", 128),
    option("EnabledForRichPresence", "\u{1}enabledForRichPresence", 256),
    option("IPPBXSoftPhoneRoutingEnabled", "\u{1}ippbxSoftPhoneRoutingEnabled", 512),
    option("AudioVideoDisabled", "\u{1}audioVideoDisabled", 1024),
];

/// Whether it is a name of the staging area only: what becomes part of an attribute, and is none itself.
pub(crate) fn is_derived(name: &str) -> bool {
    name.starts_with('\u{1}')
}

/// The attribute that a staged name becomes part of, or is.
pub(crate) fn of_staged(name: &str) -> &str {
    match name {
        super::account_control::ACCOUNT_ENABLED => USER_ACCOUNT_CONTROL,
        REGISTRAR_POOL => HOME_SERVER,
        HOSTED_VOICE_MAIL => VOICE_MAIL_SETTINGS,
        EX_UM_ENABLED => UM_ENABLED_FLAGS,
        name if is_derived(name) => OPTION_FLAGS,
        name => name,
    }
}

/// `Enabled`: of Get-CsUser whether the user may use the service, of the directory modules whether the account is enabled.
pub(crate) const AMBIGUOUS_ENABLED: &str = "Enabled";

/// The attribute that a property of that name stands for; the name itself where it is none of ours.
pub(crate) fn of_property(property: &str) -> &str {
    let fields = WITH_A_FIELD.iter().map(|name| (*name, *name));
    let options = OPTION_BITS.iter().map(|option| (option.property, option.staged));
    let shown = PROPERTIES.iter().map(|shown| (shown.name, shown.attribute));
    let mut all = fields.chain(FRIENDLY.iter().copied()).chain(options).chain(shown);
    all.find(|(name, _)| name.eq_ignore_ascii_case(property)).map_or(property, |(_, attribute)| attribute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Beyond those that are fields or have a friendly name.
    const OTHERS: [&str; 4] = [USER_CERTIFICATE, OBJECT_CLASS, PRINCIPAL_NAME, IS_DELETED];

    fn used() -> BTreeSet<&'static str> {
        let friendly = FRIENDLY.iter().map(|(_, attribute)| of_staged(attribute));
        let shown = PROPERTIES.iter().map(|shown| shown.attribute);
        WITH_A_FIELD.into_iter().chain(friendly).chain(shown).chain(OTHERS).collect()
    }

    /// The words of a call in docs/exports.md that are attributes, or look as if they were.
    fn named<'d>(page: &'d str, from: &str, to: &str) -> BTreeSet<&'d str> {
        let start = page.find(from).expect("the page has the call") + from.len();
        let length = page[start..].find(to).expect("the call ends");
        let is_separator = |c: char| c.is_whitespace() || "\",\\".contains(c);
        page[start..start + length].split(is_separator).filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn the_exports_of_the_documentation_have_every_attribute() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/exports.md");
        let page = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");

        assert_eq!(named(&page, "$attributes = @(", "\n)\n"), used());
        assert_eq!(named(&page, "(objectClass=user))\" \\\n", ">\"$1\""), used());
        for call in [
            "Get-ADUser -Filter * -Properties $attributes |",
            "Get-OpenADUser -Property $attributes |",
            "-l ($attributes -join \",\")",
            "(objectClass=user))\" $attributes\n",
        ] {
            assert!(page.contains(call), "{}", call);
        }
    }
}
