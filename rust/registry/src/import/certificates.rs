//! The values of a user's `userCertificate`.

use std::sync::Arc;

use crate::certificate::x509::{Certificate, CertificateType, SignedPart};
use crate::error::Result;
use crate::identity::names::{LookupHash, NameHasher};
use crate::number_set::NumberSet;
use crate::publication::{identifies, lookup_hashes_of, NewEntry, Standing};
use crate::registry::Registry;
use crate::user::UserFields;

use super::foretold::Foretold;
use super::outlook::Outlook;
use super::staged::StagedUser;

/// What was prepared of a value of `userCertificate`: as much as is expected to be needed.
#[derive(Default)]
// An entry has few values: room for each costs less than an allocation of its own.
#[allow(clippy::large_enum_variant)]
pub(super) enum CertificateValue {
    #[default]
    Unread,
    /// What finds its issue in the registry; none of what is no certificate.
    Hashed(Option<LookupHash>),
    /// None of any other certificate, and of what is none.
    Read(Option<ServiceCertificate>),
}

/// A certificate that CN=Communications Server issued. Directories keep certificates for mail and files there too.
pub(super) struct ServiceCertificate {
    certificate: Certificate,
    issue: LookupHash,
    lookup_hashes: Vec<LookupHash>,
}

impl CertificateValue {
    /// A value that is to be looked up.
    pub(super) fn hashed(der: &[u8], hasher: &NameHasher) -> CertificateValue {
        CertificateValue::Hashed(SignedPart::read(der).map(|signed| hasher.issue(&signed.issue())))
    }

    /// A value that is to be published.
    pub(super) fn read(der: &[u8], hasher: &NameHasher) -> CertificateValue {
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

/// Publishes what users have in the directory, under an import's audit entry.
pub(super) struct Publisher {
    entry: i64,
    /// The issues of all that the registry has, where it had none before this import.
    all: Option<NumberSet>,
    outlook: Arc<Outlook>,
    keys: Foretold,
}

impl Publisher {
    /// A publisher that says in `outlook` what it finds.
    pub(super) fn new(outlook: Arc<Outlook>) -> Publisher {
        Publisher { entry: 0, all: None, outlook, keys: Foretold::default() }
    }

    /// Publishes from now on, in the transaction that was begun, under that audit entry.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub(super) fn begin(&mut self, registry: &Registry, entry: i64) -> Result<()> {
        self.entry = entry;
        let had_none = registry.store().last_certificate_key()? == 0;
        self.all = had_none.then(NumberSet::default);
        Ok(())
    }

    /// How many of a user's certificates, from the first on, the registry has one after the other where the one before lets expect
    /// them: those are read together, and not looked up.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub(super) fn known_together(&mut self, registry: &Registry, staged: &StagedUser) -> Result<usize> {
        let count = staged.certificates().count();
        let first = match self.keys.next() {
            Some(first) if count > 0 && self.all.is_none() => first,
            _ => return Ok(0),
        };
        let (mut known, keys) = (0, &mut self.keys);
        let mut ders = staged.certificates();
        let last = first.saturating_add(count as i64 - 1);
        registry.store().contents_between(first, last, &mut |key, content| {
            let is_next = ders.next() == Some(content);
            if is_next {
                known += 1;
                keys.found(key);
            }
            is_next
        })?;
        if known == count {
            self.outlook.certificates_are_in_place.set(true);
            self.outlook.certificates_are_known.set(true);
        }
        Ok(known)
    }

    /// Publishes a value, if it is one of ours: issued by CN=Communications Server and naming this very user. Says whether it
    /// was published. The export does not say when that was; NotBefore is the earliest it can have been.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub(super) fn publish(
        &mut self,
        registry: &Registry,
        user: i64,
        fields: &UserFields<String>,
        der: &[u8],
        value: &CertificateValue,
    ) -> Result<bool> {
        self.outlook.certificates_are_in_place.set(false);
        let issue = match value.issue(der, registry.hasher()) {
            Some(issue) => issue,
            None => return Ok(false),
        };
        // Much of an export that comes again is known, and needs not be read.
        let standing = match self.may_be_known(issue) {
            true => registry.standing(der, issue)?,
            false => Standing::New(Vec::new()),
        };
        self.outlook.certificates_are_known.set(matches!(standing, Standing::Known(_)));
        let others = match standing {
            Standing::New(others) => others,
            Standing::Revoked => return Ok(false),
            Standing::Known(key) => {
                self.keys.found(key);
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
        let named = certificate.names.iter().any(|name| {
            identifies(name.address(), fields.sip_address.as_deref(), fields.user_principal_name.as_deref())
        });
        if !named {
            return Ok(false);
        }
        let publication_time = certificate.not_before;
        let new = NewEntry { device_id: None, publication_time, entry: self.entry };
        registry.add_certificate(user, certificate, der, new, lookup_hashes, others)?;
        if let Some(all) = &mut self.all {
            all.insert(issue);
        }
        Ok(true)
    }

    /// False where the registry cannot have it, so that it needs not be asked.
    fn may_be_known(&self, issue: LookupHash) -> bool {
        self.all.as_ref().map_or(true, |all| all.contains(&issue))
    }
}
