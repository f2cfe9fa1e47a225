//! Finding certificates across all users.

use std::ops::RangeInclusive;

use sha2::{Digest, Sha256};

use crate::certificate::identifier::{SerialNumber, Thumbprint};
use crate::certificate::record::{CertificateRow, CertificateSelection};
use crate::error::Result;
use crate::identity::names::{LookupHash, LookupKind};
use crate::registry::Registry;

/// A value that few certificates have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// SHA-1 or SHA-256 of the DER.
    Thumbprint(Thumbprint),
    /// The serial number.
    SerialNumber(SerialNumber),
    /// The device id, in the byte order of .NET's `Guid.ToByteArray`.
    DeviceId([u8; 16]),
}

impl Registry {
    /// Reads the certificates that all `lookups` (at least one) and the selection fit.
    ///
    /// # Errors
    /// Whatever the store or the visitor reports.
    pub fn look_up_certificates(
        &self,
        lookups: &[Lookup],
        selection: &CertificateSelection,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<()> {
        let hashes = match lookups.first() {
            Some(lookup) => self.lookup_hashes(lookup),
            None => return Ok(()),
        };
        self.store().certificates_found(hashes, &mut |row| {
            if !fits(row, selection) {
                return Ok(());
            }
            for lookup in lookups {
                if !self.has(row, lookup)? {
                    return Ok(());
                }
            }
            visit(row)
        })
    }

    fn lookup_hashes(&self, lookup: &Lookup) -> RangeInclusive<LookupHash> {
        let (kind, value): (_, &[u8]) = match lookup {
            Lookup::Thumbprint(Thumbprint::Sha1(sha1)) => (LookupKind::Sha1, sha1),
            Lookup::Thumbprint(Thumbprint::Sha256(sha256)) => (LookupKind::Sha256, sha256),
            Lookup::SerialNumber(number) => return self.hasher().issues_of(number),
            Lookup::DeviceId(id) => (LookupKind::DeviceId, id),
        };
        let hash = self.hasher().lookup(kind, value);
        hash..=hash
    }

    fn has(&self, row: &CertificateRow<'_>, lookup: &Lookup) -> Result<bool> {
        Ok(match lookup {
            Lookup::Thumbprint(Thumbprint::Sha1(sha1)) => row.sha1 == *sha1,
            Lookup::Thumbprint(Thumbprint::Sha256(sha256)) => {
                Sha256::digest(self.content_of_row(row.key)?).as_slice() == sha256
            }
            Lookup::SerialNumber(number) => {
                SerialNumber::from_encoded(row.serial_number).as_bytes() == number.as_bytes()
            }
            Lookup::DeviceId(id) => row.device_id == Some(*id),
        })
    }
}

/// The selection's rule for a single row; the store has the same as SQL.
fn fits(row: &CertificateRow<'_>, selection: &CertificateSelection) -> bool {
    let in_force =
        row.revocation_time.is_none() && row.not_before <= selection.now && row.not_after >= selection.now;
    (selection.include_revoked || row.revocation_time.is_none())
        && (!selection.account_disabled || in_force && (row.user_gone || row.account_disabled))
        && selection.not_after_from.map_or(true, |from| row.not_after >= from)
        && selection.not_after_before.map_or(true, |before| row.not_after < before)
        && selection.published_after.map_or(true, |after| row.publication_time > after)
}
