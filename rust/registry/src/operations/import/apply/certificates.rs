//! The values of a user's `userCertificate`.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::error::Result;
use crate::model::hex;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, NameHash, NameHasher};
use crate::model::number_set::NumberSet;
use crate::model::user::UserFields;
use crate::operations::import::input::spool::SpooledUser;
use crate::operations::publish::{identifies, lookup_hashes_of, names_of, new_certificate, StoredState};
use crate::parse::x509::{Certificate, CertificateType, SignedPart};
use crate::registry::Registry;
use crate::store::{Contents, Holding, Rows, Wanted};

use super::expectations::Expectations;
use super::predicted_keys::PredictedKeys;

/// The prepared form of a value of `userCertificate`: as much as is expected to be needed.
#[derive(Default)]
// An entry has few values: inline storage costs less than an allocation for each.
#[allow(clippy::large_enum_variant)]
pub(crate) enum CertificateValue {
    #[default]
    Unread,
    /// The hash that finds its issue; `None` if it is not a certificate.
    Hashed(Option<LookupHash>),
    /// `None` for any other certificate, and for bytes that are not one.
    Read(Option<ServiceCertificate>),
}

/// A certificate that CN=Communications Server issued. Directories also store certificates for mail and files there.
pub(crate) struct ServiceCertificate {
    certificate: Certificate,
    issue: LookupHash,
    lookup_hashes: Vec<LookupHash>,
}

impl CertificateValue {
    /// A value to be looked up.
    pub(crate) fn hashed(der: &[u8], hasher: &NameHasher) -> CertificateValue {
        CertificateValue::Hashed(SignedPart::read(der).map(|signed| hasher.issue(&signed.issue())))
    }

    /// A value to be published.
    pub(crate) fn read(der: &[u8], hasher: &NameHasher) -> CertificateValue {
        CertificateValue::Read(ServiceCertificate::read(der, hasher))
    }

    /// The hash that finds its issue; `None` if an import does not publish it.
    fn issue(&self, der: &[u8], hasher: &NameHasher) -> Option<LookupHash> {
        match self {
            CertificateValue::Unread => CertificateValue::hashed(der, hasher).issue(der, hasher),
            CertificateValue::Hashed(issue) => *issue,
            CertificateValue::Read(read) => read.as_ref().map(|service| service.issue),
        }
    }
}

impl ServiceCertificate {
    fn read(der: &[u8], hasher: &NameHasher) -> Option<ServiceCertificate> {
        let certificate = Certificate::read(der).ok()?;
        let of_the_service = certificate.certificate_type == CertificateType::OcsSigned;
        of_the_service.then(|| {
            let issue = hasher.issue(&certificate.issue());
            let lookup_hashes = lookup_hashes_of(hasher, &certificate, None);
            ServiceCertificate { certificate, issue, lookup_hashes }
        })
    }
}

/// The names by which published certificates identify their users. Whether others also have them is known only after all input was applied.
#[derive(Default)]
struct Named {
    /// Names of the user, with the user.
    own: Vec<(NameHash, UserKey)>,
    /// Names that the user does not have.
    other: Vec<(NameHash, UserKey)>,
}

/// A published certificate that is withdrawn because its names identify several users.
pub(crate) struct Withdrawn {
    /// SHA-1, hexadecimal.
    pub thumbprint: String,
    /// The distinguished name of the user whose entry contains it.
    pub holder: String,
    /// The names in it.
    pub names: Vec<String>,
    /// The distinguished names of the users that they identify.
    pub candidates: Vec<String>,
}

/// Publishes the certificates of users in the directory, with the audit entry of an import.
pub(crate) struct Publisher {
    /// The key of the last certificate before the import.
    last_before: CertificateKey,
    named: Named,
    /// The issues of all certificates, if the registry had none before this import.
    all: Option<NumberSet>,
    expectations: Arc<Expectations>,
    keys: PredictedKeys,
}

impl Publisher {
    /// A publisher that updates `expectations` with what it finds; `last` is the key of the last certificate before.
    pub(crate) fn new(expectations: Arc<Expectations>, last_before: CertificateKey) -> Publisher {
        Publisher {
            last_before,
            named: Named::default(),
            all: (last_before.0 == 0).then(NumberSet::default),
            expectations,
            keys: PredictedKeys::default(),
        }
    }

    /// The number of certificates of a user, from the first on, that are stored consecutively where they are
    /// expected: those are read together instead of being looked up.
    ///
    /// # Errors
    /// Errors of the store.
    pub(crate) fn known_together(&mut self, registry: &Registry, staged: &SpooledUser) -> Result<usize> {
        let count = staged.certificates().count();
        let first = match self.keys.next() {
            Some(first) if count > 0 && self.all.is_none() => first,
            _ => return Ok(0),
        };
        let (mut known, keys) = (0, &mut self.keys);
        let mut ders = staged.certificates();
        let last = first.saturating_add(count as i64 - 1);
        registry.store().contents(
            Contents::Between(CertificateKey(first)..=CertificateKey(last)),
            &mut |key, content| {
                let is_next = content.is_some() && ders.next() == content;
                if is_next {
                    known += 1;
                    keys.found(key.0);
                }
                is_next
            },
        )?;
        if known == count {
            self.expectations.certificates_are_in_place.set(true);
            self.expectations.certificates_are_known.set(true);
        }
        Ok(known)
    }

    /// Publishes a value if it was issued by CN=Communications Server and names this user. Returns whether it
    /// was published. The export does not contain the publication time; NotBefore is the earliest possible one.
    ///
    /// # Errors
    /// Errors of the store.
    pub(crate) fn publish(
        &mut self,
        registry: &Registry,
        user: UserKey,
        fields: &UserFields<String>,
        der: &[u8],
        value: &CertificateValue,
    ) -> Result<bool> {
        self.expectations.certificates_are_in_place.set(false);
        let issue = match value.issue(der, registry.hasher()) {
            Some(issue) => issue,
            None => return Ok(false),
        };
        // In a repeated export most certificates are known and need not be parsed.
        let may_be_known = self.all.as_ref().map_or(true, |all| all.contains(&issue));
        let stored_state = match may_be_known {
            true => registry.stored_state(der, issue)?,
            false => StoredState::New(Vec::new()),
        };
        self.expectations.certificates_are_known.set(matches!(stored_state, StoredState::Known(_)));
        let others = match stored_state {
            StoredState::New(others) => others,
            StoredState::Revoked => return Ok(false),
            StoredState::Known(key) => {
                self.keys.found(key.0);
                return Ok(false);
            }
        };
        let read_now;
        let read = match value {
            CertificateValue::Read(read) => read,
            _ => {
                read_now = ServiceCertificate::read(der, registry.hasher());
                &read_now
            }
        };
        let ServiceCertificate { certificate, lookup_hashes, .. } = match read {
            Some(read) => read,
            None => return Ok(false),
        };
        let is_own = |address: &str| {
            identifies(address, fields.sip_address.as_deref(), fields.user_principal_name.as_deref())
        };
        if !certificate.names.iter().any(|name| is_own(name.address())) {
            return Ok(false);
        }
        for name in &certificate.names {
            let names = if is_own(name.address()) { &mut self.named.own } else { &mut self.named.other };
            let name = (registry.hasher().address(name.address()), user);
            // Certificates of a user mostly have the same names.
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        let new = new_certificate(registry.hasher(), certificate, der, lookup_hashes);
        registry.store().import().add_certificate(user, &new, &others)?;
        if let Some(all) = &mut self.all {
            all.insert(issue);
        }
        Ok(true)
    }

    /// Withdraws certificates that name several users in the directory; `leaving` are about to be marked as gone.
    ///
    /// # Errors
    /// Errors of the store.
    pub(crate) fn withdraw_ambiguous(
        &mut self,
        registry: &Registry,
        leaving: &HashSet<UserKey>,
    ) -> Result<Vec<Withdrawn>> {
        let mut withdrawn = Vec::new();
        for user in self.doubtful(registry)? {
            let mut keys = Vec::new();
            registry.store().holders(&[Wanted::Key(user)], Rows::WithCertificates, &mut |_, holding| {
                match holding {
                    Holding::Certificate(row) if row.key > self.last_before => keys.push(row.key),
                    _ => {}
                }
                true
            })?;
            for key in keys {
                let der = registry.store().content_of_row(key)?;
                let certificate =
                    Certificate::read(&der).map_err(|error| registry.damaged(error.to_string()))?;
                let mut named = registry.users_named_by(&certificate)?;
                named.retain(|owner| !leaving.contains(&owner.key));
                if named.len() > 1 {
                    let hashes = lookup_hashes_of(registry.hasher(), &certificate, None);
                    registry.store().import().withdraw_certificate(user, key, &hashes)?;
                    let holder = named.iter().find(|owner| owner.key == user);
                    withdrawn.push(Withdrawn {
                        thumbprint: hex::upper(&certificate.sha1),
                        holder: holder.map(|owner| owner.distinguished_name.clone()).unwrap_or_default(),
                        names: names_of(&certificate),
                        candidates: named.into_iter().map(|owner| owner.distinguished_name).collect(),
                    });
                }
            }
        }
        Ok(withdrawn)
    }

    /// The users with a certificate that may contain a name of another user.
    fn doubtful(&mut self, registry: &Registry) -> Result<BTreeSet<UserKey>> {
        let Named { mut own, mut other } = std::mem::take(&mut self.named);
        own.sort_unstable();
        own.dedup();
        let mut hashes: Vec<NameHash> = own.iter().map(|name| name.0).collect();
        hashes.dedup();
        let mut users = BTreeSet::new();
        if !hashes.is_empty() {
            let shared = registry.store().import().shared_names(&hashes)?;
            users.extend(own.iter().filter(|name| shared.contains(&name.0)).map(|name| name.1));
        }
        other.sort_unstable();
        other.dedup();
        for (hash, user) in other {
            registry.users(Wanted::Name(hash), &mut |row| {
                if !row.gone && row.names.key != user {
                    users.insert(user);
                }
            })?;
        }
        Ok(users)
    }
}
