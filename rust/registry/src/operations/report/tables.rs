//! The report's tables.

use crate::error::Result;
use crate::model::certificate::{CertificateSelection, Total};
use crate::model::hex;
use crate::model::time::{rfc3339, Microseconds};
use crate::registry::Registry;

use super::html::{Name, Text};
use super::page::{written, Out};
use super::{ReportOptions, Weeks, WEEK, WEEKS};

/// The content of a column, which decides its style.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Text with line breaks allowed.
    Text,
    /// A distinguished name.
    Name,
    /// A word or a date.
    Short,
    /// Hexadecimal digits.
    Code,
    /// A number.
    Number,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Text | Kind::Name => "",
            Kind::Short => " class=\"short\"",
            Kind::Code => " class=\"code\"",
            Kind::Number => " class=\"number\"",
        }
    }
}

type Columns = [(&'static str, Kind)];

const LEAVERS: [(&str, Kind); 5] = [
    ("User", Kind::Text),
    ("Distinguished name", Kind::Name),
    ("Account", Kind::Short),
    ("Expires", Kind::Short),
    ("Thumbprint", Kind::Code),
];
const EXPIRING: [(&str, Kind); 6] = [
    ("User", Kind::Text),
    ("Expires", Kind::Short),
    ("Published", Kind::Short),
    ("Type", Kind::Short),
    ("Device", Kind::Code),
    ("Thumbprint", Kind::Code),
];
const TOTALS: [(&str, Kind); 4] = [
    ("Registrar pool", Kind::Text),
    ("Type", Kind::Short),
    ("Device", Kind::Short),
    ("Certificates", Kind::Number),
];
const BY_WEEK: [(&str, Kind); 2] = [("Week from", Kind::Text), ("Certificates", Kind::Number)];

/// The valid certificates of leavers.
pub(super) fn of_leavers(options: ReportOptions) -> CertificateSelection {
    CertificateSelection { account_disabled: true, now: options.now, ..CertificateSelection::default() }
}

/// The valid certificates that expire soon.
pub(super) fn soon(options: ReportOptions) -> CertificateSelection {
    CertificateSelection {
        now: options.now,
        not_after_from: Some(options.now),
        not_after_before: Some(options.now.saturating_add(options.expiring_within)),
        ..CertificateSelection::default()
    }
}

/// Certificates that are still valid although their user has left.
pub(super) fn leavers(registry: &Registry, out: &mut Out<'_>, options: ReportOptions) -> Result<()> {
    head(out, "leavers", "Certificates of leavers", &LEAVERS)?;
    registry.each_certificate(&of_leavers(options), &mut |row| {
        let state = if row.owner.gone { "gone" } else { "disabled" };
        let thumbprint = hex::upper(&row.details.sha1);
        let values =
            [row.owner.name(), row.owner.distinguished_name, state, &day(row.not_after), &thumbprint];
        cells(out, &LEAVERS, &values)
    })?;
    foot(out)
}

/// Valid certificates that expire soon.
pub(super) fn expiring(registry: &Registry, out: &mut Out<'_>, options: ReportOptions) -> Result<()> {
    head(out, "expiring", "Certificates that expire soon", &EXPIRING)?;
    registry.each_certificate(&soon(options), &mut |row| {
        let device = row.details.device_id.map(device).unwrap_or_default();
        let (expires, published) = (day(row.not_after), day(row.publication_time));
        let thumbprint = hex::upper(&row.details.sha1);
        let values = [
            row.owner.name(),
            &expires,
            &published,
            row.details.certificate_type.name(),
            &device,
            &thumbprint,
        ];
        cells(out, &EXPIRING, &values)
    })?;
    foot(out)
}

/// Valid certificates by pool and type.
pub(super) fn totals(out: &mut Out<'_>, totals: &[Total]) -> Result<()> {
    head(out, "totals", "Valid certificates by pool and type", &TOTALS)?;
    for total in totals {
        let pool = total.registrar_pool.as_deref().unwrap_or("(none)");
        let device = if total.has_device { "known" } else { "unknown" };
        cells(out, &TOTALS, &[pool, total.certificate_type, device, &total.certificates.to_string()])?;
    }
    foot(out)
}

/// The numbers of the plot, for those who cannot see it.
pub(super) fn weeks(out: &mut Out<'_>, weeks: &Weeks, now: Microseconds) -> Result<()> {
    head(out, "weeks", "Valid certificates by week of expiry", &BY_WEEK)?;
    for (week, count) in weeks.iter().enumerate() {
        let from = week_from(now, week);
        let label = if week == WEEKS { format!("{} and later", from) } else { from };
        cells(out, &BY_WEEK, &[&label, &count.to_string()])?;
    }
    foot(out)
}

/// The first day of a week from now.
pub(super) fn week_from(now: Microseconds, week: usize) -> String {
    day(now.saturating_add(WEEK.saturating_mul(week as i64)))
}

fn head(out: &mut Out<'_>, id: &str, caption: &str, columns: &Columns) -> Result<()> {
    // A table that is wider than the window scrolls, also by keyboard.
    written(write!(
        out,
        "<div class=\"table\" role=\"region\" aria-label=\"{0}\" tabindex=\"0\"><table id=\"{1}\"><caption>{0}</caption><thead><tr>",
        Text(caption),
        id
    ))?;
    for (title, kind) in columns {
        written(write!(out, "<th scope=\"col\"{}>{}</th>", kind.class(), Text(title)))?;
    }
    written(writeln!(out, "</tr></thead><tbody>"))
}

/// One row; its first cell names it.
fn cells(out: &mut Out<'_>, columns: &Columns, values: &[&str]) -> Result<()> {
    for (index, ((_, kind), value)) in columns.iter().zip(values).enumerate() {
        let (open, close) = if index == 0 { ("<tr><th scope=\"row\"", "</th>") } else { ("<td", "</td>") };
        written(write!(out, "{}{}><bdi>", open, kind.class()))?;
        written(match kind {
            Kind::Name => write!(out, "{}", Name(value)),
            _ => write!(out, "{}", Text(value)),
        })?;
        written(write!(out, "</bdi>{}", close))?;
    }
    written(writeln!(out, "</tr>"))
}

fn foot(out: &mut Out<'_>) -> Result<()> {
    written(writeln!(out, "</tbody></table></div>"))
}

fn day(time: Microseconds) -> String {
    rfc3339(time).chars().take(10).collect()
}

/// `{lower-case guid}`, from the byte order of .NET's `Guid.ToByteArray`.
fn device(bytes: [u8; 16]) -> String {
    format!("{{{}}}", crate::model::guid::Guid::from_directory_bytes(bytes))
}
