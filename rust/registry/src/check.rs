//! What a server asks at sign-in: may this certificate be used, and whose is it?

use sha2::{Digest, Sha256};

use crate::certificate::identifier::Thumbprint;
use crate::certificate::record::CertificateRow;
use crate::error::{Error, Result};
use crate::identity::names::LookupKind;
use crate::registry::Registry;
use crate::time::Microseconds;

/// The answer; the first that applies, in this order: Unknown, Revoked, Expired, NotYetValid, Valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum CheckResult {
    /// In the registry, not revoked, within its validity.
    Valid = 0,
    /// Before its NotBefore.
    NotYetValid = 1,
    /// After its NotAfter.
    Expired = 2,
    /// Taken away.
    Revoked = 3,
    /// Not in the registry: such a certificate authenticates nobody.
    Unknown = 4,
}

/// What is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'a> {
    /// The certificate's DER.
    Der(&'a [u8]),
    /// Its SHA-1 or SHA-256 thumbprint.
    Thumbprint(&'a str),
}

impl Registry {
    /// Answers for one certificate at `now`. Costs one index search, one row and the reading of one certificate's content
    /// (none for a SHA-1 thumbprint); takes no lock that another process could hold. `visit` is lent the row of a known one.
    ///
    /// # Errors
    /// `InvalidArgument` for a text that is no thumbprint; whatever the store reports.
    pub fn check_certificate(
        &self,
        presented: Presented<'_>,
        now: Microseconds,
        visit: &mut dyn FnMut(&CertificateRow<'_>),
    ) -> Result<CheckResult> {
        let (hash, wanted) = match presented {
            Presented::Der(der) => {
                let sha256: [u8; 32] = Sha256::digest(der).into();
                (self.hasher().lookup(LookupKind::Sha256, &sha256), Wanted::Sha256(sha256))
            }
            Presented::Thumbprint(text) => match thumbprint(text)? {
                Thumbprint::Sha1(sha1) => (self.hasher().lookup(LookupKind::Sha1, &sha1), Wanted::Sha1(sha1)),
                Thumbprint::Sha256(sha256) => {
                    (self.hasher().lookup(LookupKind::Sha256, &sha256), Wanted::Sha256(sha256))
                }
            },
        };
        let mut found = None;
        self.store().certificates_found(hash, &mut |row| {
            let same = match &wanted {
                Wanted::Sha1(sha1) => row.sha1 == *sha1,
                Wanted::Sha256(sha256) => {
                    let der = self.content_of_row(row.key)?;
                    Sha256::digest(&der).as_slice() == sha256
                }
            };
            // A thumbprint's first certificate answers unless a later one of the same SHA-1 is worse off.
            if same {
                let result = result_of(row, now);
                if found.map_or(true, |best: CheckResult| result as u32 > best as u32) {
                    found = Some(result);
                    visit(row);
                }
            }
            Ok(())
        })?;
        Ok(found.unwrap_or(CheckResult::Unknown))
    }
}

enum Wanted {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

fn result_of(row: &CertificateRow<'_>, now: Microseconds) -> CheckResult {
    if row.revocation_time.is_some() {
        CheckResult::Revoked
    } else if now > row.not_after {
        CheckResult::Expired
    } else if now < row.not_before {
        CheckResult::NotYetValid
    } else {
        CheckResult::Valid
    }
}

/// Reads a thumbprint.
pub(crate) fn thumbprint(text: &str) -> Result<Thumbprint> {
    Thumbprint::parse(text).map_err(|error| Error::InvalidArgument(error.to_string()))
}
