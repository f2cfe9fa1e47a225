//! Finding certificates across all users.

use std::ops::RangeInclusive;

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::model::certificate::{CertificateRow, CertificateSelection};
use crate::model::names::{LookupHash, LookupKind};
use crate::parse::identifier::{SerialNumber, Thumbprint};
use crate::registry::Registry;
use crate::store::Sought;

/// A selective value to find certificates by.
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
    /// Reads the certificates that match all `lookups` (at least one) and the selection.
    ///
    /// # Errors
    /// Errors of the store and of `visit`.
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
        self.store().certificates(Sought::Selected(hashes, selection), &mut |row| {
            for lookup in lookups {
                if !self.has(row, lookup)? {
                    return Ok(());
                }
            }
            visit(row)
        })
    }

    pub(crate) fn lookup_hashes(&self, lookup: &Lookup) -> RangeInclusive<LookupHash> {
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
            Lookup::Thumbprint(Thumbprint::Sha1(sha1)) => row.details.sha1 == *sha1,
            Lookup::Thumbprint(Thumbprint::Sha256(sha256)) => {
                Sha256::digest(self.store().content_of_row(row.key)?).as_slice() == sha256
            }
            Lookup::SerialNumber(number) => {
                SerialNumber::from_encoded(row.details.serial_number).as_bytes() == number.as_bytes()
            }
            Lookup::DeviceId(id) => row.details.device_id == Some(*id),
        })
    }
}
