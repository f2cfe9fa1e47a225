//! The check of a server at sign-in: whether a certificate is valid, and who holds it.

use crate::error::Result;
use crate::model::certificate::{CertificateRow, CertificateSelection};
use crate::model::time::Microseconds;
use crate::operations::find::Lookup;
use crate::parse::identifier::Thumbprint;
use crate::parse::x509::SignedPart;
use crate::registry::Registry;
use crate::store::same_issue::Relation;

/// The answer; the first that applies, in this order: Unknown, Revoked, Expired, NotYetValid, Valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum CheckResult {
    /// In the registry, not revoked, within its validity period.
    Valid = 0,
    /// Before its NotBefore.
    NotYetValid = 1,
    /// After its NotAfter.
    Expired = 2,
    /// It was revoked.
    Revoked = 3,
    /// Not in the registry: nobody can sign in with such a certificate.
    Unknown = 4,
}

/// The certificate presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'a> {
    /// The certificate's DER.
    Der(&'a [u8]),
    /// Its thumbprint.
    Thumbprint(Thumbprint),
}

impl Registry {
    /// Checks one certificate at `now`, whatever its signature. Costs one index search, one row and the parsing of one
    /// certificate (none for a SHA-1 thumbprint); takes no lock that another process could hold. `visit` is called with the row of a
    /// known one; for an unknown one of the issue of a revoked one, with the row of that one.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn check_certificate(
        &self,
        presented: Presented<'_>,
        now: Microseconds,
        visit: &mut dyn FnMut(&CertificateRow<'_>),
    ) -> Result<CheckResult> {
        let mut found = None;
        // The first certificate decides unless a later one has a worse result.
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
                    self.store().certificates_of_issue(der, &signed, &mut |row, relation| {
                        if relation != Relation::SameIssue || row.revocation_time.is_some() {
                            answer(row);
                        }
                        Ok(())
                    })?;
                }
            }
            Presented::Thumbprint(thumbprint) => {
                let lookup = Lookup::Thumbprint(thumbprint);
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
