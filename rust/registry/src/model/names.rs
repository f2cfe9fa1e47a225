//! The hashes that users and certificates are found by.
//!
//! A user is found by 64-bit hashes of folded names, and every hit is then compared with the attributes of the user:
//! the hash selects, the text decides. The hash is keyed per registry, so that collisions cannot be constructed.
//!
//! Its highest bits are the kind of the hashed value: hashes of one kind are adjacent in an index, and look-ups of one
//! kind of name read only that part of the index.

use std::hash::Hasher;
use std::ops::{Deref, RangeInclusive};

use siphasher::sip::SipHasher13;

use crate::model::user::{without_sip_scheme, UserFields};
use crate::parse::distinguished_name::DistinguishedName;
use crate::parse::identifier::SerialNumber;
use crate::parse::text::fold::{account_key, name_key};
use crate::parse::x509::Issue;

/// The number of bits for the kind; the kinds of names, and those of lookups, differ in the lowest bits of their number.
const KIND_BITS: u32 = 2;
/// The number of bits for issuer and public key in the hash of an issue: the lowest ones. Those above are for the serial number, so that one
/// entry of the index finds it by either.
const ISSUER_BITS: u32 = 31;
const ISSUER: u64 = (1 << ISSUER_BITS) - 1;

/// A hash that the store finds users by.
pub type NameHash = i64;

/// A hash that the store finds certificates by.
pub type LookupHash = i64;

/// The kind of value in a lookup hash of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupKind {
    /// SHA-1 of the DER.
    Sha1 = 17,
    /// SHA-256 of the DER.
    Sha256 = 18,
    /// Serial number, without leading zeros; then issuer and public key.
    Issue = 19,
    /// Device id.
    DeviceId = 20,
}

/// The kind of name in a hash; names of different kinds never have the same hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// The key of a distinguished name.
    DistinguishedName = 1,
    /// SIP address without its scheme, user principal name, implicit user principal name.
    Address = 2,
    /// Display name, common name, sAMAccountName.
    Name = 3,
}

/// Computes the hashes for one registry.
#[derive(Clone, Copy, Debug)]
pub struct NameHasher {
    key: (u64, u64),
}

impl NameHasher {
    /// The hasher of the registry with this secret.
    pub fn new(secret: [u8; 16]) -> NameHasher {
        let mut halves = [0; 2];
        for (half, bytes) in halves.iter_mut().zip(secret.chunks_exact(8)) {
            *half = bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
        }
        NameHasher { key: (halves[0], halves[1]) }
    }

    /// The hash of a folded name.
    pub fn hash(&self, kind: NameKind, folded: &str) -> NameHash {
        self.keyed(kind as u8, folded.as_bytes())
    }

    /// The hash of a value that certificates are looked up by.
    pub fn lookup(&self, kind: LookupKind, value: &[u8]) -> LookupHash {
        self.keyed(kind as u8, value)
    }

    /// The hash of a certificate's issue.
    pub fn issue(&self, issue: &Issue<'_>) -> LookupHash {
        let mut hasher = SipHasher13::new_with_keys(self.key.0, self.key.1);
        issue.issuer.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
        // This byte does not occur in UTF-8 text.
        hasher.write_u8(0xff);
        hasher.write(issue.public_key);
        let (first, last) = self.issues_of(issue.serial_number).into_inner();
        first | hasher.finish() as i64 & (first ^ last)
    }

    /// The range of hashes of issues with a serial number.
    pub fn issues_of(&self, serial_number: &SerialNumber) -> RangeInclusive<LookupHash> {
        let hash = self.lookup(LookupKind::Issue, serial_number.as_bytes()) as u64;
        (hash & !ISSUER) as i64..=(hash | ISSUER) as i64
    }

    fn keyed(&self, kind: u8, bytes: &[u8]) -> i64 {
        let mut hasher = SipHasher13::new_with_keys(self.key.0, self.key.1);
        hasher.write_u8(kind);
        hasher.write(bytes);
        (u64::from(kind) << (u64::BITS - KIND_BITS) | hasher.finish() >> KIND_BITS) as i64
    }

    /// The hash of a distinguished name.
    pub fn distinguished_name(&self, name: &DistinguishedName) -> NameHash {
        self.hash(NameKind::DistinguishedName, name.key())
    }

    /// The hash of a SIP address without its scheme, or of a user principal name.
    pub fn address(&self, address: &str) -> NameHash {
        self.hash(NameKind::Address, &account_key(address))
    }

    /// The hash of a display name, common name or sAMAccountName.
    pub fn name(&self, name: &str) -> NameHash {
        self.hash(NameKind::Name, &name_key(name))
    }

    /// All hashes of the user, sorted and unique.
    pub fn of_user<T: Deref<Target = str>>(
        &self,
        user: &UserFields<T>,
        name: &DistinguishedName,
        dns_domain: Option<&str>,
    ) -> Vec<NameHash> {
        let mut hashes = Vec::with_capacity(6);
        hashes.push(self.distinguished_name(name));
        hashes.extend(user.sip_address.as_deref().map(|sip| self.address(without_sip_scheme(sip))));
        hashes.extend(user.user_principal_name.as_deref().map(|upn| self.address(upn)));
        if let (Some(account), Some(domain)) = (user.sam_account_name.as_deref(), dns_domain) {
            hashes.push(self.address(&implicit_user_principal_name(account, domain)));
        }
        let names = [&user.display_name, &user.common_name, &user.sam_account_name];
        for text in names.into_iter().filter_map(|name| name.as_deref()) {
            // A name that consists of accents only has an empty key, and identifies no user.
            let folded = name_key(text);
            if !folded.is_empty() {
                hashes.push(self.hash(NameKind::Name, &folded));
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }
}

/// `sAMAccountName@dns.domain`, which every account has (\[MS-ADTS\] section 5.1.1.1.1).
pub fn implicit_user_principal_name(account: &str, dns_domain: &str) -> String {
    format!("{}@{}", account, dns_domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hex;

    #[test]
    fn hashes_of_a_kind_lie_together() {
        fn is_apart(one: impl Fn(&[u8]) -> i64, other: impl Fn(&[u8]) -> i64) -> bool {
            let values: Vec<[u8; 2]> = (0..200u16).map(u16::to_be_bytes).collect();
            let of = |hash: &dyn Fn(&[u8]) -> i64| values.iter().map(|value| hash(value)).collect::<Vec<_>>();
            let (one, other) = (of(&one), of(&other));
            one.iter().max() < other.iter().min() || other.iter().max() < one.iter().min()
        }
        let hasher = NameHasher::new([1; 16]);
        let name = |kind| move |value: &[u8]| hasher.hash(kind, &hex::upper(value));
        let lookup = |kind| move |value: &[u8]| hasher.lookup(kind, value);
        let names = [NameKind::DistinguishedName, NameKind::Address, NameKind::Name];
        let lookups = [LookupKind::Sha1, LookupKind::Sha256, LookupKind::Issue, LookupKind::DeviceId];
        for (at, kind) in names.iter().enumerate() {
            assert!(names[..at].iter().all(|other| is_apart(name(*kind), name(*other))));
            assert!(!is_apart(name(*kind), name(*kind)));
        }
        for (at, kind) in lookups.iter().enumerate() {
            assert!(lookups[..at].iter().all(|other| is_apart(lookup(*kind), lookup(*other))));
        }
    }

    #[test]
    fn an_issue_is_found_by_its_serial_number_and_by_all_of_it() {
        let hasher = NameHasher::new([1; 16]);
        let numbers = ["01", "02"].map(|text| SerialNumber::parse(text).unwrap());
        let hash = |issuer, number: usize, public_key: &[u8]| {
            hasher.issue(&Issue { issuer, serial_number: &numbers[number], public_key })
        };
        let hashes =
            [hash("CN=a", 0, b"k"), hash("CN=b", 0, b"k"), hash("CN=a", 0, b"l"), hash("CN=a", 1, b"k")];
        for (at, one) in hashes.iter().enumerate() {
            assert!(hashes[..at].iter().all(|other| other != one));
            assert_eq!(hasher.issues_of(&numbers[0]).contains(one), at < 3);
        }
        assert_eq!(hash("cn=A", 0, b"k"), hashes[0]);
        assert_ne!(hash("CN=ak", 0, b""), hash("CN=a", 0, b"k"));
    }

    #[test]
    fn kinds_and_registries_do_not_meet() {
        let one = NameHasher::new([1; 16]);
        let other = NameHasher::new([2; 16]);
        assert_ne!(one.hash(NameKind::Address, "a"), one.hash(NameKind::Name, "a"));
        assert_ne!(one.hash(NameKind::Name, "a"), other.hash(NameKind::Name, "a"));
        assert_eq!(one.name("KEN  Myer "), one.name("ken myer"));
    }
}
