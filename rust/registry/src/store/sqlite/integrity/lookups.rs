//! SQL functions of certificates: for sums, and their hashes for the integrity check. A damaged hash hides its certificate,
//! and nothing else in the row shows that.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::Connection;

use crate::model::certificate::type_code;
use crate::model::names::{LookupKind, NameHasher};
use crate::parse::x509::SignedPart;
use crate::store::sqlite::certificates::details::Details;

/// Registers functions for the statements of the connection: `issue_lookup(der)` and `same_issue(der, der)`; for the details of a certificate `sha1_lookup`,
/// `certificate_type` and `has_device`. Bytes that are not a certificate have no hash.
pub(crate) fn register_functions(connection: &Connection, secret: [u8; 16]) -> rusqlite::Result<()> {
    let hasher = NameHasher::new(secret);
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("issue_lookup", 1, flags, move |context| {
        let signed = SignedPart::read(context.get_raw(0).as_blob()?);
        Ok(signed.map(|signed| hasher.issue(&signed.issue())))
    })?;
    connection.create_scalar_function("same_issue", 2, flags, |context| {
        let one = SignedPart::read(context.get_raw(0).as_blob()?);
        let other = SignedPart::read(context.get_raw(1).as_blob()?);
        Ok(matches!((one, other), (Some(one), Some(other)) if one.issue() == other.issue()))
    })?;
    connection.create_scalar_function("sha1_lookup", 1, flags, move |context| {
        Ok(hasher.lookup(LookupKind::Sha1, &details(context)?.sha1))
    })?;
    connection.create_scalar_function("certificate_type", 1, flags, |context| {
        Ok(type_code(details(context)?.certificate_type))
    })?;
    connection
        .create_scalar_function("has_device", 1, flags, |context| Ok(details(context)?.device_id.is_some()))
}

fn details<'c>(context: &'c Context<'_>) -> rusqlite::Result<Details<'c>> {
    Ok(Details::read(context.get_raw(0).as_blob()?)?)
}
