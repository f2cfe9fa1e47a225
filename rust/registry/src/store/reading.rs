//! Reading that is common to all stores.

use crate::error::{Error, Result};
use crate::model::audit::chain::Verifier;
use crate::model::audit::AuditSelection;
use crate::model::keys::CertificateKey;
use crate::model::names::NameHasher;
use crate::model::user::NameRow;

use super::{Contents, Holding, Rows, Store, Wanted};

/// The number of audit entries read at a time while the chain is verified.
const AUDIT_PAGE: usize = 1000;

impl dyn Store + '_ {
    /// The hasher of names and lookups for this registry.
    pub(crate) fn hasher(&self) -> NameHasher {
        NameHasher::new(self.facts().identity.hash_secret)
    }

    /// `RegistryCorrupt`, for contradictory content.
    pub(crate) fn damaged(&self, reason: String) -> Error {
        Error::corrupt(self.facts().location, reason)
    }

    /// The DER of a certificate.
    pub(crate) fn content(&self, certificate: CertificateKey) -> Result<Option<Vec<u8>>> {
        let mut content = None;
        self.contents(Contents::Between(certificate..=certificate), &mut |_, der| {
            content = der.map(<[u8]>::to_vec);
            true
        })?;
        Ok(content)
    }

    /// The DER of a certificate that has a row, and so must exist.
    pub(crate) fn content_of_row(&self, certificate: CertificateKey) -> Result<Vec<u8>> {
        self.content(certificate)?.ok_or_else(|| self.content_missing(certificate))
    }

    /// `RegistryCorrupt`, for a certificate without content.
    pub(crate) fn content_missing(&self, certificate: CertificateKey) -> Error {
        self.damaged(format!("the content of certificate {} is missing", certificate))
    }

    /// Reads the wanted users, without their certificates.
    pub(crate) fn users(&self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.holders(&[wanted], Rows::Users, &mut |_, holding| {
            if let Holding::User(user) = holding {
                visit(user);
            }
            true
        })
    }

    /// Verifies the chain of the audit log, and calls `verified` for each entry. Returns the first broken entry, if there is one.
    pub(crate) fn broken_audit_entry(&self, verified: &mut dyn FnMut()) -> Result<Option<String>> {
        let mut verifier = Verifier::default();
        // Below every valid sequence number, so that an entry inserted before the first is found.
        let mut after = i64::MIN;
        let mut broken = None;
        loop {
            let last = self.audit_after(&AuditSelection::default(), after, AUDIT_PAGE, &mut |entry| {
                if broken.is_none() {
                    broken = verifier.take(entry).err();
                }
                verified();
                Ok(())
            })?;
            match last {
                Some(last) if broken.is_none() => after = last,
                _ => return Ok(broken),
            }
        }
    }
}
