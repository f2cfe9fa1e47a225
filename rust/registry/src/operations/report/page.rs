//! The page with the plot and the tables.

use std::io::{self, Write};
use std::path::Path;

use crate::error::Result;
use crate::model::time::{rfc3339, Microseconds, SECOND};
use crate::registry::Registry;

use super::html::Text;
use super::{explain, not_written, plot, tables, weeks_of, ReportOptions, WEEK};

/// The output of the page.
pub(super) type Out<'a> = dyn Write + 'a;

/// Passes over all certificates: for sums, then the leavers are counted and listed. Listing what expires soon takes little time.
const PASSES: u64 = 3;
const DAY: i64 = 24 * 3600 * SECOND;
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Converts a failed write to an error of the registry; `write_report` adds the location.
pub(super) fn written(result: io::Result<()>) -> Result<()> {
    result.map_err(|error| not_written(Path::new(""), explain(&error)))
}

/// Writes the whole page.
pub(super) fn write(registry: &Registry, out: &mut Out<'_>, options: ReportOptions) -> Result<()> {
    let known = registry.describe(false)?;
    registry.progress().begin(PASSES);
    let totals = registry.store().totals(options.now, WEEK)?;
    registry.progress().advance(1);
    let weeks = weeks_of(&totals);
    let leavers = registry.count_certificates(&tables::of_leavers(options))?;
    registry.progress().advance(1);
    let soon = registry.count_certificates(&tables::soon(options))?;
    let days = format!("within {} days", options.expiring_within / DAY);
    written(write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\"><title>Client certificates</title>\n<style>\n{}</style></head>\n<body><main>\n",
        STYLE
    ))?;
    written(write!(
        out,
        "<h1>Client certificates</h1>\n<p class=\"about\">As of {}, in <bdi>{}</bdi></p>\n<dl>",
        Text(&minute(options.now)),
        Text(&known.location)
    ))?;
    tile(out, "Valid certificates of leavers", leavers, leavers > 0)?;
    tile(out, "Valid certificates", weeks.iter().sum(), false)?;
    tile(out, &format!("Expiring {}", days), soon, false)?;
    tile(out, "All certificates", known.counts.certificates, false)?;
    tile(out, "Users", known.counts.users, false)?;
    written(writeln!(out, "</dl>"))?;
    section(out, "Leavers who can still sign in", LEAVERS, &mut |out| match leavers {
        0 => none(out),
        _ => tables::leavers(registry, out, options),
    })?;
    registry.progress().advance(1);
    section(out, "Expiry", "Valid certificates by the week in which they expire.", &mut |out| {
        written(writeln!(
            out,
            "<figure role=\"img\" aria-label=\"{}\" tabindex=\"0\">{}</figure>",
            FIGURE,
            plot::draw(&weeks, options.now)?
        ))?;
        written(writeln!(out, "<details><summary>The numbers</summary>"))?;
        tables::weeks(out, &weeks, options.now)?;
        written(writeln!(out, "</details>"))
    })?;
    section(out, "Pools and types", POOLS, &mut |out| tables::totals(out, &totals.by_pool))?;
    let explanation = format!("Valid certificates that expire {}.", days);
    section(out, "Expiring soon", &explanation, &mut |out| match soon {
        0 => none(out),
        _ => tables::expiring(registry, out, options),
    })?;
    written(write!(
        out,
        "<footer><p>Audit head <code>{}</code>. Noted elsewhere it shows later, by Get-CsCertificateRegistry \
         -ExpectedHead, whether the account was rewritten.</p></footer>\n</main>\n<script>\n{}</script></body></html>\n",
        Text(&known.audit_head.to_string()),
        SCRIPT
    ))
}

const LEAVERS: &str = "The account is disabled or gone, but the certificate is still valid. \
                       Revoke-CsClientCertificate revokes it.";
const POOLS: &str = "A device is known if a device id was given when the certificate was published.";
const FIGURE: &str = "Bar chart of certificates by week of expiry; its numbers follow as a table";

/// A key figure.
fn tile(out: &mut Out<'_>, title: &str, number: u64, alarm: bool) -> Result<()> {
    let class = if alarm { " class=\"alarm\"" } else { "" };
    written(write!(out, "<div{}><dt>{}</dt><dd>{}</dd></div>", class, Text(title), grouped(number)))
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn section(
    out: &mut Out<'_>,
    title: &str,
    explanation: &str,
    body: &mut dyn FnMut(&mut Out<'_>) -> Result<()>,
) -> Result<()> {
    written(write!(out, "<section><h2>{}</h2>\n<p>{}</p>\n", Text(title), Text(explanation)))?;
    body(out)?;
    written(writeln!(out, "</section>"))
}

fn none(out: &mut Out<'_>) -> Result<()> {
    written(writeln!(out, "<p>None.</p>"))
}

/// `2018-06-01 12:34 UTC`.
fn minute(time: Microseconds) -> String {
    let text = rfc3339(time);
    format!("{} {} UTC", &text[..10], &text[11..16])
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        let texts = [0, 7, 999, 1000, 36_815, 1_000_000].map(grouped);
        assert_eq!(texts, ["0", "7", "999", "1,000", "36,815", "1,000,000"]);
    }
}
