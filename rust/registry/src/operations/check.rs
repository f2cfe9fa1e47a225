//! What a server asks at sign-in: may this certificate be used, and whose is it?

use crate::error::{Error, Result};
use crate::model::certificate::{CertificateRow, CertificateSelection};
use crate::model::time::Microseconds;
use crate::operations::find::Lookup;
use crate::parse::identifier::Thumbprint;
use crate::parse::x509::SignedPart;
use crate::registry::Registry;
use crate::store::same_issue::Kinship;

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
    /// Answers for one certificate at `now`, whatever its signature's bytes. Costs one index search, one row and the reading of one
    /// certificate's content (none for a SHA-1 thumbprint); takes no lock that another process could hold. `visit` is lent the row of a
    /// known one; of one that is unknown, and of a revoked one's issue, that one's.
    ///
    /// # Errors
    /// `InvalidArgument` for a text that is no thumbprint; whatever the store reports.
    pub fn check_certificate(
        &self,
        presented: Presented<'_>,
        now: Microseconds,
        visit: &mut dyn FnMut(&CertificateRow<'_>),
    ) -> Result<CheckResult> {
        let mut found = None;
        // The first certificate answers unless a later one is worse off.
        let mut answer = |row: &CertificateRow<'_>| {
            let result = result_of(row, now);
            if found.map_or(true, |best: CheckResult| result as u32 > best as u32) {
                found = Some(result);
                visit(row);
            }
        };
        match presented {
            Presented::Der(der) => {
                if let Some(signed) = SignedPart::read(der) {
                    self.store().certificates_of_issue(der, &signed, &mut |row, kinship| {
                        if kinship != Kinship::OfItsIssue || row.revocation_time.is_some() {
                            answer(row);
                        }
                        Ok(())
                    })?;
                }
            }
            Presented::Thumbprint(text) => {
                let lookup = Lookup::Thumbprint(thumbprint(text)?);
                let all = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
                self.look_up_certificates(&[lookup], &all, &mut |row| {
                    answer(row);
                    Ok(())
                })?;
            }
        }
        Ok(found.unwrap_or(CheckResult::Unknown))
    }
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
