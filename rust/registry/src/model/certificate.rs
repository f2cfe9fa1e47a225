//! Certificates as they are stored.

use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;
use crate::model::time::Microseconds;
use crate::parse::text::without_zero;
use crate::parse::x509::CertificateType;

/// The issuer name of certificates issued by a pool.
pub const COMMUNICATIONS_SERVER: &str = "CN=Communications Server";

/// The number of a certificate type in stores.
pub fn type_code(certificate_type: CertificateType) -> u8 {
    certificate_type as u8
}

/// The certificate type with that number.
pub fn type_from_code(code: u8) -> Option<CertificateType> {
    [CertificateType::OcsSigned, CertificateType::Other].iter().copied().find(|t| type_code(*t) == code)
}

/// Why a certificate was revoked, or that it no longer is (RFC 5280 section 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RevocationReason {
    Unspecified = 0,
    KeyCompromise = 1,
    CACompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    /// Until it is taken off hold, or revoked for another reason; every other revocation is final.
    CertificateHold = 6,
    /// Taken off hold: no certificate is revoked with it.
    RemoveFromCRL = 8,
    PrivilegeWithdrawn = 9,
    AACompromise = 10,
}

impl RevocationReason {
    /// Every reason to revoke.
    pub const ALL: [RevocationReason; 9] = [
        RevocationReason::Unspecified,
        RevocationReason::KeyCompromise,
        RevocationReason::CACompromise,
        RevocationReason::AffiliationChanged,
        RevocationReason::Superseded,
        RevocationReason::CessationOfOperation,
        RevocationReason::CertificateHold,
        RevocationReason::PrivilegeWithdrawn,
        RevocationReason::AACompromise,
    ];

    /// The reason to revoke with that number.
    pub fn from_code(code: u32) -> Option<RevocationReason> {
        RevocationReason::ALL.iter().copied().find(|reason| *reason as u32 == code)
    }

    /// Whether it changes a certificate that was revoked for `current` (a code), or was not.
    pub(crate) fn changes(self, current: Option<u32>) -> bool {
        match current {
            None => self != RevocationReason::RemoveFromCRL,
            Some(code) => {
                code == RevocationReason::CertificateHold as u32 && self != RevocationReason::CertificateHold
            }
        }
    }

    /// What is stored of it; `None` if the certificate is no longer revoked.
    pub(crate) fn stored(self) -> Option<u32> {
        (self != RevocationReason::RemoveFromCRL).then_some(self as u32)
    }
}

/// A revocation, or the end of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation<'a> {
    /// The user.
    pub user_key: UserKey,
    /// One certificate; `None` for all of the user.
    pub certificate_key: Option<CertificateKey>,
    /// The reason.
    pub reason: RevocationReason,
    /// The reason as given by the caller, for the audit log; none if the reason code is enough.
    pub reason_text: Option<&'a str>,
}

impl Revocation<'_> {
    /// The end of a user's revocations as CertificateHold, or of one of them.
    pub fn off_hold(user_key: UserKey, certificate_key: Option<CertificateKey>) -> Revocation<'static> {
        Revocation { user_key, certificate_key, reason: RevocationReason::RemoveFromCRL, reason_text: None }
    }

    /// The reason as recorded in the audit log.
    pub(crate) fn reason_in_full(&self) -> String {
        match self.reason_text {
            Some(text) => format!("{:?}: {}", self.reason, without_zero(text)),
            None => format!("{:?}", self.reason),
        }
    }
}

/// A user that was already found, whose certificates are read: every row repeats these fields.
#[derive(Clone, Copy, Debug)]
pub struct CertificateOwner<'a> {
    /// The user.
    pub key: UserKey,
    /// The user's SIP address, with `sip:`.
    pub identity: Option<&'a str>,
    /// The user's distinguished name.
    pub distinguished_name: &'a str,
    /// Whether the user is no longer in the directory.
    pub gone: bool,
    /// Whether the user's directory account is disabled.
    pub account_disabled: bool,
}

impl<'a> CertificateOwner<'a> {
    /// What the user is called: the SIP address or else the distinguished name.
    pub(crate) fn name(&self) -> &'a str {
        self.identity.unwrap_or(self.distinguished_name)
    }
}

/// A certificate's type, device, fingerprint and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateDetails<'a> {
    /// The certificate type.
    pub certificate_type: CertificateType,
    /// The device it was issued to, in the byte order of .NET's `Guid.ToByteArray`.
    pub device_id: Option<[u8; 16]>,
    /// SHA-1 of the DER.
    pub sha1: [u8; 20],
    /// The serial number, big endian, as the certificate encodes it.
    pub serial_number: &'a [u8],
    /// The subject's name.
    pub subject: &'a str,
    /// The issuer's name.
    pub issuer: &'a str,
}

/// A certificate's row, lent by the store.
#[derive(Clone, Debug)]
pub struct CertificateRow<'a> {
    /// Never reused; valid only in its registry.
    pub key: CertificateKey,
    /// The holder.
    pub owner: CertificateOwner<'a>,
    /// What it is.
    pub details: CertificateDetails<'a>,
    /// When it was published.
    pub publication_time: Microseconds,
    /// From when it is valid.
    pub not_before: Microseconds,
    /// Until when it is valid.
    pub not_after: Microseconds,
    /// When it was revoked.
    pub revocation_time: Option<Microseconds>,
    /// Why it was revoked, as RFC 5280 numbers reasons.
    pub revocation_reason: Option<u32>,
    /// The operating system user who revoked it; read only if revoked certificates are requested.
    pub revoked_by: Option<&'a str>,
}

/// A certificate to be added.
#[derive(Clone, Debug)]
pub struct NewCertificate<'a> {
    /// The DER.
    pub der: &'a [u8],
    /// What it is.
    pub details: CertificateDetails<'a>,
    /// When it was published.
    pub publication_time: Microseconds,
    /// From when it is valid.
    pub not_before: Microseconds,
    /// Until when it is valid.
    pub not_after: Microseconds,
    /// The hashes that find it.
    pub lookup_hashes: &'a [LookupHash],
    /// The hash of its issue, which is one of these.
    pub issue: LookupHash,
}

/// Where a certificate stands in a listing: its time, its user, itself.
pub type CertificatePosition = (Microseconds, UserKey, CertificateKey);

/// A selection of certificates, as for Find-CsClientCertificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateSelection {
    /// Including revoked ones.
    pub include_revoked: bool,
    /// Only those still valid at `now` whose account is disabled or gone.
    pub account_disabled: bool,
    /// The current time.
    pub now: Microseconds,
    /// NotAfter at or after.
    pub not_after_from: Option<Microseconds>,
    /// NotAfter before.
    pub not_after_before: Option<Microseconds>,
    /// PublicationTime after.
    pub published_after: Option<Microseconds>,
}

impl CertificateSelection {
    /// Whether nothing but revocation keeps a certificate from being listed: how many there will be is known about, then.
    pub(crate) fn lists_all(&self) -> bool {
        let bounded = self.not_after_from.is_some()
            || self.not_after_before.is_some()
            || self.published_after.is_some();
        !bounded && !self.account_disabled
    }

    /// Whether the certificates are listed in the order of their publication: where only that is bounded. Otherwise in that of NotAfter.
    pub(crate) fn is_by_publication(&self) -> bool {
        let bounded_by_expiry = self.not_after_before.is_some() || self.not_after_from.is_some();
        self.published_after.is_some() && !bounded_by_expiry
    }

    /// The position of one of the certificates.
    pub(crate) fn position_of(&self, certificate: &CertificateRow<'_>) -> CertificatePosition {
        let time =
            if self.is_by_publication() { certificate.publication_time } else { certificate.not_after };
        (time, certificate.owner.key, certificate.key)
    }
}

/// The number of valid certificates of one type in one pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// The Registrar pool; `None` for users without one.
    pub registrar_pool: Option<String>,
    /// The certificate type's name.
    pub certificate_type: &'static str,
    /// Whether a device is known.
    pub has_device: bool,
    /// The number.
    pub certificates: u64,
}

/// Sums over valid certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// The number that expire in each week from now.
    pub by_week: Vec<(i64, u64)>,
    /// The number of each type in each pool.
    pub by_pool: Vec<Total>,
}
