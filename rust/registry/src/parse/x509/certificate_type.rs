//! The certificate type: by the name of the issuer.

use super::distinguished_name::DistinguishedName;

/// The certificate type, by the name of the issuer alone: no signature is verified. Stores keep its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateType {
    /// Issued by the web service of a pool, with exactly the name `CN=Communications Server`.
    OcsSigned = 1,
    /// Issued by another issuer.
    Other = 2,
}

/// The common name of the web service of a pool as an issuer.
const COMMUNICATIONS_SERVER: &str = "Communications Server";

impl CertificateType {
    /// The type for an issuer name. ASCII case does not matter, as in caseIgnoreMatch (RFC 5280 7.1); the other
    /// foldings of that rule are not applied, so that no similar name is accepted.
    pub(super) fn of_issuer(issuer: &DistinguishedName<'_>) -> CertificateType {
        match issuer.sole_common_name() {
            Some(name) if name.eq_ignore_ascii_case(COMMUNICATIONS_SERVER) => CertificateType::OcsSigned,
            _ => CertificateType::Other,
        }
    }

    /// The text in the column CertificateType.
    pub fn name(&self) -> &'static str {
        match self {
            CertificateType::OcsSigned => "OcsSigned",
            CertificateType::Other => "Other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::{attribute, common_name, sequence, set, COMMON_NAME, ORGANIZATION, UTF8};

    fn type_of(name: &[u8]) -> &'static str {
        asn1::parse(name, DistinguishedName::read)
            .map(|name| CertificateType::of_issuer(&name).name())
            .unwrap()
    }

    #[test]
    fn only_the_sole_common_name_counts() {
        let server = || attribute(COMMON_NAME, UTF8, b"Communications Server");
        let organization = || attribute(ORGANIZATION, UTF8, b"Litware");
        let printable = attribute(COMMON_NAME, 0x13, b"Communications Server");
        assert_eq!(type_of(&common_name("Communications Server")), "OcsSigned");
        assert_eq!(type_of(&common_name("COMMUNICATIONS server")), "OcsSigned");
        assert_eq!(type_of(&sequence(&[set(&[printable])])), "OcsSigned");
        assert_eq!(type_of(&common_name("Communications Server ")), "Other");
        assert_eq!(type_of(&common_name("Communications  Server")), "Other");
        assert_eq!(type_of(&common_name("Communications Server\0")), "Other");
        assert_eq!(type_of(&sequence(&[])), "Other");
        assert_eq!(type_of(&sequence(&[set(&[server()]), set(&[server()])])), "Other");
        assert_eq!(type_of(&sequence(&[set(&[server(), organization()])])), "Other");
        assert_eq!(type_of(&sequence(&[set(&[organization()]), set(&[server()])])), "Other");
        let organization_only = attribute(ORGANIZATION, UTF8, b"Communications Server");
        assert_eq!(type_of(&sequence(&[set(&[organization_only])])), "Other");
    }
}
