//! A name that can identify the holder of a certificate.

use crate::model::user::without_sip_scheme;

/// The place of a name in the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateNameKind {
    /// A common name of the subject (RFC 5280 4.1.2.6).
    SubjectCommonName,
    /// A mail address among the alternative names (RFC 5280 4.2.1.6).
    Rfc822Name,
    /// Microsoft's user principal name, the otherName 1.3.6.1.4.1.311.20.2.3.
    UserPrincipalName,
    /// A URI of the scheme `sip` among the alternative names (RFC 3261 19.1).
    SipUri,
    /// A DNS name with `@`, which is not valid: some issuers put SIP addresses there.
    DnsName,
}

/// A name that can identify the holder of a certificate. It is never empty and contains no control character.
///
/// The requester of the certificate can have chosen it; no signature was verified.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateName {
    /// The place.
    pub kind: CertificateNameKind,
    /// The name as in the certificate.
    pub text: String,
}

impl CertificateName {
    /// The name, unless it must not identify a user:
    /// - a name with a NUL or another control character, which other readers can truncate there (the NUL-prefix attack);
    /// - a URI other than `sip:` with exactly one `@`: its user would be ambiguous (`sips:` is not a SIP address here);
    /// - a DNS name without `@`: it identifies a computer.
    pub(super) fn new(kind: CertificateNameKind, text: String) -> Option<CertificateName> {
        let identifies = match kind {
            CertificateNameKind::SipUri => {
                let rest = without_sip_scheme(&text);
                rest.len() < text.len() && rest.matches('@').count() == 1
            }
            CertificateNameKind::DnsName => text.contains('@'),
            _ => true,
        };
        let name = CertificateName { kind, text };
        let is_usable = identifies && !name.address().is_empty() && !name.text.contains(char::is_control);
        is_usable.then_some(name)
    }

    /// The name as it is compared with SIP addresses and user principal names: without a leading `sip:` in any case and,
    /// of a URI, without parameters and headers (`;transport=tls`, `?subject=x`; RFC 3261 19.1.1). Escapes (`%40`) are
    /// left as they are: addresses in directories do not have them.
    pub fn address(&self) -> &str {
        let address = without_sip_scheme(&self.text);
        if self.kind != CertificateNameKind::SipUri {
            return address;
        }
        // Before the `@`, `;` and `?` belong to the user part.
        let at = address.find('@').unwrap_or(0);
        match address[at..].find([';', '?']) {
            Some(end) => &address[..at + end],
            None => address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CertificateNameKind::{DnsName, Rfc822Name, SipUri, SubjectCommonName, UserPrincipalName};
    use super::*;

    #[test]
    fn the_address_is_bare() {
        for (kind, text, address) in [
            (SubjectCommonName, "ken@litwareinc.com", "ken@litwareinc.com"),
            (SubjectCommonName, "SIP:ken@litwareinc.com", "ken@litwareinc.com"),
            (SubjectCommonName, "sip:ken@litwareinc.com;x", "ken@litwareinc.com;x"),
            (SubjectCommonName, "Ken Myer", "Ken Myer"),
            (SubjectCommonName, "\u{e4}\u{e4}\u{e4}", "\u{e4}\u{e4}\u{e4}"),
            (Rfc822Name, "Ken@litwareinc.com", "Ken@litwareinc.com"),
            (UserPrincipalName, "ken@corp", "ken@corp"),
            (DnsName, "sip:ken@litwareinc.com", "ken@litwareinc.com"),
            (SipUri, "sip:ken@litwareinc.com", "ken@litwareinc.com"),
            (SipUri, "Sip:ken@litwareinc.com;transport=tls?subject=x", "ken@litwareinc.com"),
            (SipUri, "sip:ken@litwareinc.com?subject=x;y", "ken@litwareinc.com"),
            (SipUri, "sip:ken;phone-context=x@litwareinc.com;lr", "ken;phone-context=x@litwareinc.com"),
            (SipUri, "sip:ken%40x@litwareinc.com", "ken%40x@litwareinc.com"),
        ] {
            let name = CertificateName::new(kind, text.to_owned()).unwrap();
            assert_eq!(name.text, text);
            assert_eq!(name.address(), address);
        }
    }

    #[test]
    fn names_that_must_not_identify_are_dropped() {
        for (kind, text) in [
            (SubjectCommonName, ""),
            (SubjectCommonName, "sip:"),
            (SubjectCommonName, "ken@litwareinc.com\0.evil.com"),
            (SubjectCommonName, "ken@litwareinc.com\n"),
            (Rfc822Name, "\u{85}ken@litwareinc.com"),
            (SipUri, "sips:ken@litwareinc.com"),
            (SipUri, "https://litwareinc.com/ken@litwareinc.com"),
            (SipUri, "tel:+1@x"),
            (SipUri, "ken@litwareinc.com"),
            (SipUri, "sip:litwareinc.com"),
            (SipUri, "sip:ken@litwareinc.com;x=@evil.com"),
            (SipUri, "\u{e9}\u{e9}\u{e9}@"),
            (DnsName, "pc.litwareinc.com"),
        ] {
            assert_eq!(CertificateName::new(kind, text.to_owned()), None, "{text:?}");
        }
    }
}
