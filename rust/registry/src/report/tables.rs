//! The report's tables.

use crate::certificate::record::{CertificateRow, CertificateSelection};
use crate::error::Result;
use crate::registry::Registry;
use crate::revocation::hex_upper;
use crate::time::{rfc3339, Microseconds};

use super::html::Text;
use super::page::{written, Out};
use super::{ReportOptions, Total, Weeks, WEEK, WEEKS};

/// Certificates that sign in although their user has left.
pub(super) fn leavers(registry: &Registry, out: &mut Out<'_>, options: ReportOptions) -> Result<u64> {
    let selection =
        CertificateSelection { account_disabled: true, now: options.now, ..CertificateSelection::default() };
    head(
        out,
        "leavers",
        "Certificates of leavers",
        &["User", "Distinguished name", "Account", "Expires", "Thumbprint"],
    )?;
    let mut count = 0;
    registry.each_certificate(&selection, &mut |row| {
        count += 1;
        let state = if row.user_gone { "gone" } else { "disabled" };
        cells(out, &[name(row), row.distinguished_name, state, &day(row.not_after), &hex_upper(&row.sha1)])
    })?;
    foot(out)?;
    Ok(count)
}

/// Certificates in force that expire soon.
pub(super) fn expiring(registry: &Registry, out: &mut Out<'_>, options: ReportOptions) -> Result<u64> {
    let selection = CertificateSelection {
        now: options.now,
        not_after_from: Some(options.now),
        not_after_before: Some(options.now.saturating_add(options.expiring_within)),
        ..CertificateSelection::default()
    };
    head(
        out,
        "expiring",
        "Certificates that expire soon",
        &["User", "Expires", "Published", "Type", "Device", "Thumbprint"],
    )?;
    let mut count = 0;
    registry.each_certificate(&selection, &mut |row| {
        count += 1;
        let device = row.device_id.map(device).unwrap_or_default();
        let (expires, published) = (day(row.not_after), day(row.publication_time));
        cells(
            out,
            &[name(row), &expires, &published, row.certificate_type.name(), &device, &hex_upper(&row.sha1)],
        )
    })?;
    foot(out)?;
    Ok(count)
}

/// Certificates in force by pool and type.
pub(super) fn totals(out: &mut Out<'_>, totals: &[Total]) -> Result<()> {
    head(
        out,
        "totals",
        "Certificates in force by pool and type",
        &["Registrar pool", "Type", "Device", "Certificates"],
    )?;
    for total in totals {
        let pool = total.registrar_pool.as_deref().unwrap_or("(none)");
        let device = if total.has_device { "known" } else { "unknown" };
        cells(out, &[pool, total.certificate_type, device, &total.certificates.to_string()])?;
    }
    foot(out)
}

/// The plot's numbers, for those who cannot see it.
pub(super) fn weeks(out: &mut Out<'_>, weeks: &Weeks, now: Microseconds) -> Result<()> {
    head(out, "weeks", "Certificates in force by week of expiry", &["Week from", "Certificates"])?;
    for (week, count) in weeks.iter().enumerate() {
        let from = day(now.saturating_add(WEEK.saturating_mul(week as i64)));
        let label = if week == WEEKS { format!("{} and later", from) } else { from };
        cells(out, &[&label, &count.to_string()])?;
    }
    foot(out)
}

fn head(out: &mut Out<'_>, id: &str, caption: &str, columns: &[&str]) -> Result<()> {
    written(write!(out, "<table id=\"{}\"><caption>{}</caption><thead><tr>", id, Text(caption)))?;
    for column in columns {
        written(write!(out, "<th scope=\"col\">{}</th>", Text(column)))?;
    }
    written(writeln!(out, "</tr></thead><tbody>"))
}

/// One row; its first cell names it.
fn cells(out: &mut Out<'_>, values: &[&str]) -> Result<()> {
    for (index, value) in values.iter().enumerate() {
        let (open, close) = if index == 0 { ("<tr><th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
        written(write!(out, "{}<bdi>{}</bdi>{}", open, Text(value), close))?;
    }
    written(writeln!(out, "</tr>"))
}

fn foot(out: &mut Out<'_>) -> Result<()> {
    written(writeln!(out, "</tbody></table>"))
}

fn name<'r>(row: &CertificateRow<'r>) -> &'r str {
    row.identity.unwrap_or(row.distinguished_name)
}

fn day(time: Microseconds) -> String {
    rfc3339(time).chars().take(10).collect()
}

/// `{lower-case guid}`, from the byte order of .NET's `Guid.ToByteArray`.
fn device(bytes: [u8; 16]) -> String {
    format!("{{{}}}", crate::directory::guid::Guid::from_directory_bytes(bytes))
}
