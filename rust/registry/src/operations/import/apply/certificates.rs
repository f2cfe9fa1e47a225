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
use crate::operations::publish::{identifies, lookup_hashes_of, names_of, new_certificate, Standing};
use crate::parse::x509::{Certificate, CertificateType, SignedPart};
use crate::registry::Registry;
use crate::store::{Contents, Holding, Rows, Wanted};

use super::expectations::Expectations;
use super::predicted_keys::PredictedKeys;

/// What was prepared of a value of `userCertificate`: as much as is expected to be needed.
#[derive(Default)]
// An entry has few values: room for each costs less than an allocation of its own.
#[allow(clippy::large_enum_variant)]
pub(crate) enum CertificateValue {
    #[default]
    Unread,
    /// What finds its issue in the registry; none of what is no certificate.
    Hashed(Option<LookupHash>),
    /// None of any other certificate, and of what is none.
    Read(Option<ServiceCertificate>),
}

/// A certificate that CN=Communications Server issued. Directories keep certificates for mail and files there too.
pub(crate) struct ServiceCertificate {
    certificate: Certificate,
    issue: LookupHash,
    lookup_hashes: Vec<LookupHash>,
}

impl CertificateValue {
    /// A value that is to be looked up.
    pub(crate) fn hashed(der: &[u8], hasher: &NameHasher) -> CertificateValue {
        CertificateValue::Hashed(SignedPart::read(der).map(|signed| hasher.issue(&signed.issue())))
    }

    /// A value that is to be published.
    pub(crate) fn read(der: &[u8], hasher: &NameHasher) -> CertificateValue {
        CertificateValue::Read(ServiceCertificate::read(der, hasher))
    }

    /// What finds its issue; none of what an import does not publish.
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
        let of_the_service = certificate.certificate_type() == CertificateType::OcsSigned;
        of_the_service.then(|| {
            let issue = hasher.issue(&certificate.issue());
            let lookup_hashes = lookup_hashes_of(hasher, &certificate, None);
            ServiceCertificate { certificate, issue, lookup_hashes }
        })
    }
}

/// By which names what was published is its users'. Whether others have them, too, is known when all of the input was applied.
#[derive(Default)]
struct Named {
    /// The user's own names, each with its user.
    own: Vec<(NameHash, UserKey)>,
    /// Names that are not the user's.
    other: Vec<(NameHash, UserKey)>,
}

/// A certificate that was published, and is taken back: its names identify several users.
pub(crate) struct Withdrawn {
    /// SHA-1, hexadecimal.
    pub thumbprint: String,
    /// The distinguished name of the user whose entry holds it.
    pub holder: String,
    /// The names that are in it.
    pub names: Vec<String>,
    /// The distinguished names of those whom they identify.
    pub candidates: Vec<String>,
}

/// Publishes what users have in the directory, under an import's audit entry.
pub(crate) struct Publisher {
    /// The last certificate that there was before.
    last_before: CertificateKey,
    named: Named,
    /// The issues of all that the registry has, where it had none before this import.
    all: Option<NumberSet>,
    expectations: Arc<Expectations>,
    keys: PredictedKeys,
}

impl Publisher {
    /// A publisher that says in `expectations` what it finds; the last certificate that was published before has that key.
    pub(crate) fn new(expectations: Arc<Expectations>, last_before: CertificateKey) -> Publisher {
        Publisher {
            last_before,
            named: Named::default(),
            all: (last_before.0 == 0).then(NumberSet::default),
            expectations,
            keys: PredictedKeys::default(),
        }
    }

    /// How many of a user's certificates, from the first on, the registry has one after the other where the one before lets expect
    /// them: those are read together, and not looked up.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub(crate) fn known_together(&mut self, registry: &Registry, staged: &SpooledUser) -> Result<usize> {
        let count = staged.certificates().count();
        let first = match self.keys.next() {
            Some(first) if count > 0 && self.all.is_none() => first,
            _ => return Ok(0),
        };
        let (mut known, keys) = (0, &mut self.keys);
        let mut ders = staged.certificates();
        let last = first.saturating_add(count as i64 - 1);
        registry.store().import().contents(
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

    /// Publishes a value, if it is one of ours: issued by CN=Communications Server and naming this very user. Says whether it
    /// was published. The export does not say when that was; NotBefore is the earliest it can have been.
    ///
    /// # Errors
    /// Whatever the store reports.
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
        // Much of an export that comes again is known, and needs not be read.
        let standing = match self.may_be_known(issue) {
            true => registry.standing(der, issue)?,
            false => Standing::New(Vec::new()),
        };
        self.expectations.certificates_are_known.set(matches!(standing, Standing::Known(_)));
        let others = match standing {
            Standing::New(others) => others,
            Standing::Revoked => return Ok(false),
            Standing::Known(key) => {
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
            // Certificates of a user mostly hold the same.
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

    /// Takes back what names several users of those whom the directory still holds; `leaving` are about to be gone.
    ///
    /// # Errors
    /// Whatever the store reports.
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

    /// The users of whose certificates another user may have a name.
    fn doubtful(&mut self, registry: &Registry) -> Result<BTreeSet<UserKey>> {
        let Named { mut own, mut other } = std::mem::take(&mut self.named);
        own.sort_unstable();
        own.dedup();
        let mut hashes: Vec<NameHash> = own.iter().map(|name| name.0).collect();
        hashes.dedup();
        let mut users = BTreeSet::new();
        if !hashes.is_empty() {
            let shared = registry.store().shared_names(&hashes)?;
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

    /// False where the registry cannot have it, so that it needs not be asked.
    fn may_be_known(&self, issue: LookupHash) -> bool {
        self.all.as_ref().map_or(true, |all| all.contains(&issue))
    }
}
