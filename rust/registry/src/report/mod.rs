//! The report: one HTML file that says who can still sign in with a certificate, and until when.

mod html;
mod page;
mod plot;
mod rounds;
mod tables;

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::certificate::record::{CertificateRow, CertificateSelection};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::time::{Microseconds, SECOND};

/// A week.
pub(crate) const WEEK: Microseconds = 7 * 24 * 3600 * SECOND;
/// Weeks of expiry that are drawn one by one; what expires later is one bar.
pub(crate) const WEEKS: usize = 26;
/// Certificates read at a time.
const PAGE: usize = 1000;

/// How many certificates in force there are of one kind in one pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// The Registrar pool; none for users without one.
    pub registrar_pool: Option<String>,
    /// The certificate type's name.
    pub certificate_type: &'static str,
    /// Whether a device is known.
    pub has_device: bool,
    /// How many.
    pub certificates: u64,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOptions {
    /// The present.
    pub now: Microseconds,
    /// The table lists certificates that expire within this time from now.
    pub expiring_within: Microseconds,
}

/// How many certificates in force expire in which week from now; the last number is all that expire later.
pub(crate) type Weeks = [u64; WEEKS + 1];

impl Registry {
    /// Writes the report to a file, which is replaced as a whole or not at all, and is for its owner alone.
    ///
    /// # Errors
    /// `ReportNotWritten` names the file; whatever the store reports.
    pub fn write_report(&self, destination: &Path, options: ReportOptions) -> Result<()> {
        let place = destination.display().to_string();
        let refused = |error: std::io::Error| explain(&place, &error);
        let folder = match destination.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Beside its destination, so that it can take its place in one step.
        let mut file = NamedTempFile::new_in(folder).map_err(refused)?;
        {
            let mut out = std::io::BufWriter::new(file.as_file_mut());
            page::write(self, &mut out, options).map_err(|error| match error {
                Error::ReportNotWritten { reason, denied, .. } => {
                    Error::ReportNotWritten { location: place.clone(), reason, denied }
                }
                other => other,
            })?;
            out.flush().map_err(refused)?;
        }
        file.as_file().sync_all().map_err(refused)?;
        file.persist(destination).map_err(|error| refused(error.error))?;
        Ok(())
    }

    pub(crate) fn totals(&self, now: Microseconds) -> Result<Vec<Total>> {
        self.store().certificate_totals(now)
    }

    pub(crate) fn weeks_of_expiry(&self, now: Microseconds) -> Result<Weeks> {
        let mut weeks = [0; WEEKS + 1];
        self.store().expiries_by_week(now, WEEK, &mut |week, certificates| {
            let week = usize::try_from(week).unwrap_or(0).min(WEEKS);
            weeks[week] += certificates;
        })?;
        Ok(weeks)
    }

    pub(crate) fn count_certificates(&self, selection: &CertificateSelection) -> Result<u64> {
        let mut count = 0;
        self.each_certificate(selection, &mut |_| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }

    /// Reads every certificate of a selection, page by page.
    pub(crate) fn each_certificate(
        &self,
        selection: &CertificateSelection,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut after = None;
        while let Some(last) = self.store().certificates_after(selection, after, PAGE, visit)? {
            after = Some(last);
        }
        Ok(())
    }
}

fn explain(place: &str, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "its folder does not exist. Make the folder first".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this user has no right to write in its folder".to_owned(),
        _ => error.to_string(),
    };
    let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
    Error::ReportNotWritten { location: place.to_owned(), reason, denied }
}
