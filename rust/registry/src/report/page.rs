//! The page around plot and tables.

use std::io::{self, Write};

use crate::error::Result;
use crate::registry::Registry;
use crate::time::{rfc3339, SECOND};

use super::html::Text;
use super::{plot, tables, ReportOptions};

/// Where the page goes.
pub(super) type Out<'a> = dyn Write + 'a;

const DAY: i64 = 24 * 3600 * SECOND;
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Turns a failed write into the registry's error; `write_report` names the place.
pub(super) fn written(result: io::Result<()>) -> Result<()> {
    result.map_err(|error| super::explain("", &error))
}

/// Writes the whole page.
pub(super) fn write(registry: &Registry, out: &mut Out<'_>, options: ReportOptions) -> Result<()> {
    let known = registry.describe(false)?;
    let weeks = registry.weeks_of_expiry(options.now)?;
    let in_force: u64 = weeks.iter().sum();
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
        "<h1>Client certificates</h1>\n<p>{} of <bdi>{}</bdi></p>\n<dl>\
         <div><dt>Users</dt><dd>{}</dd></div><div><dt>Certificates in force</dt><dd>{}</dd></div>\
         <div><dt>Certificates in all</dt><dd>{}</dd></div><div><dt>Audit head</dt><dd><code>{}</code></dd></div></dl>\n",
        Text(&rfc3339(options.now)),
        Text(&known.location),
        known.counts.users,
        in_force,
        known.counts.certificates,
        known.audit_head
    ))?;
    section(out, "Leavers who can still sign in", LEAVERS, &mut |out| {
        let count = tables::leavers(registry, out, options)?;
        none_if(out, count == 0)
    })?;
    section(out, "Expiry", "Certificates in force by week of expiry.", &mut |out| {
        written(writeln!(
            out,
            "<figure role=\"img\" aria-label=\"{}\">{}</figure>",
            FIGURE,
            plot::draw(&weeks)?
        ))?;
        written(writeln!(out, "<details><summary>The numbers</summary>"))?;
        tables::weeks(out, &weeks, options.now)?;
        written(writeln!(out, "</details>"))
    })?;
    section(out, "Pools and types", POOLS, &mut |out| tables::totals(out, &registry.totals(options.now)?))?;
    let soon = format!("Certificates in force that expire within {} days.", options.expiring_within / DAY);
    section(out, "Expiring soon", &soon, &mut |out| {
        let count = tables::expiring(registry, out, options)?;
        none_if(out, count == 0)
    })?;
    written(write!(out, "</main>\n<script>\n{}</script></body></html>\n", SCRIPT))
}

const LEAVERS: &str = "The account is disabled or gone, and the certificate still signs in. \
                       Revoke-CsClientCertificate takes it away.";
const POOLS: &str = "A device is known where a device id was given when the certificate was published.";
const FIGURE: &str = "Bar chart of certificates by week of expiry; its numbers follow as a table";

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

fn none_if(out: &mut Out<'_>, empty: bool) -> Result<()> {
    written(if empty { writeln!(out, "<p>None.</p>") } else { Ok(()) })
}
