//! The report: one HTML file that shows who can still sign in with a certificate, and until when.

mod html;
mod page;
mod plot;
mod tables;

use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::certificate::{CertificateSelection, Totals};
use crate::model::time::{Microseconds, SECOND};
use crate::platform::draft;
use crate::platform::{is_disk_full, DISK_FULL, NO_FOLDER};
use crate::registry::Registry;
use crate::store::VisitCertificate;

/// A week.
pub(crate) const WEEK: Microseconds = 7 * 24 * 3600 * SECOND;
/// The number of weeks with a bar of their own; everything that expires later is one bar.
pub(crate) const WEEKS: usize = 26;
/// Certificates read at a time.
const PAGE: usize = 1000;

/// The options of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOptions {
    /// The current time.
    pub now: Microseconds,
    /// The table lists certificates that expire within this time.
    pub expiring_within: Microseconds,
}

/// The number of valid certificates that expire in each week from now; the last number is all later ones.
pub(crate) type Weeks = [u64; WEEKS + 1];

fn weeks_of(totals: &Totals) -> Weeks {
    let mut weeks = [0; WEEKS + 1];
    for (week, certificates) in &totals.by_week {
        weeks[usize::try_from(*week).unwrap_or(0).min(WEEKS)] += certificates;
    }
    weeks
}

impl Registry {
    /// Writes the report to a file that only its owner can access, and replaces it completely or not at all. It never replaces
    /// a registry or a file that SQLite keeps beside one.
    ///
    /// # Errors
    /// `FileNotWritten` names the file; errors of the store.
    pub fn write_report(&self, destination: &Path, options: ReportOptions) -> Result<()> {
        let folder = self.check_report_destination(destination)?;
        let explain = |error: io::Error| not_written(destination, explain(&error));
        // In the folder of the destination, so that it can be renamed atomically.
        let (draft, mut file) = draft::create(folder).map_err(explain)?;
        {
            let mut out = io::BufWriter::new(&mut file);
            page::write(self, &mut out, options).map_err(|error| match error {
                Error::FileNotWritten { reason, denied, .. } => not_written(destination, (reason, denied)),
                other => other,
            })?;
            out.flush().map_err(explain)?;
        }
        file.sync_all().map_err(explain)?;
        drop(file);
        self.check_report_destination(destination)?;
        draft::replace(draft, destination).map_err(explain)
    }

    /// Checks whether a report can be written to a file; returns its folder.
    ///
    /// # Errors
    /// As `write_report`.
    pub fn check_report_destination<'d>(&self, destination: &'d Path) -> Result<&'d Path> {
        let refused = |reason| not_written(destination, (reason, false));
        self.store().check_destination(destination).map_err(refused)?;
        match destination.parent() {
            Some(folder) if folder.as_os_str().is_empty() => Ok(Path::new(".")),
            Some(folder) if folder.is_dir() => Ok(folder),
            _ => Err(refused(explain(&io::ErrorKind::NotFound.into()).0)),
        }
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
        visit: &mut VisitCertificate<'_>,
    ) -> Result<()> {
        let mut after = None;
        while let Some(last) = self.store().certificates_after(selection, after, PAGE, visit)? {
            after = Some(last);
        }
        Ok(())
    }
}

/// The file at the destination is not written, for the reason that [`explain`] gives.
fn not_written(destination: &Path, (reason, denied): (String, bool)) -> Error {
    Error::FileNotWritten { what: "report", location: destination.display().to_string(), reason, denied }
}

/// The reason, and whether permissions are missing.
fn explain(error: &io::Error) -> (String, bool) {
    let denied = error.kind() == io::ErrorKind::PermissionDenied;
    let reason = match error.kind() {
        io::ErrorKind::NotFound => NO_FOLDER.to_owned(),
        io::ErrorKind::PermissionDenied => "this user has no permission to write to its folder".to_owned(),
        _ if is_disk_full(error) => DISK_FULL.to_owned(),
        _ => error.to_string(),
    };
    (reason, denied)
}
