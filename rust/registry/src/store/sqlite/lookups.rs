//! What certificates and users say, as functions of SQL: for sums, and their hashes for the integrity check. A damaged hash hides its
//! certificate or its user, and nothing else in the row would tell.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::Connection;

use crate::certificate::record::type_code;
use crate::certificate::x509::SignedPart;
use crate::directory::distinguished_name::DistinguishedName;
use crate::identity::names::{LookupKind, NameHasher};

use super::details::Details;

/// Makes known to the connection's own statements: `issue_lookup(der)`; of a certificate's details `sha1_lookup`,
/// `certificate_type` and `has_device`; and `distinguished_name_lookup(distinguished_name)`. What is no
/// certificate, or no distinguished name, has no hash.
pub(super) fn teach(connection: &Connection, secret: [u8; 16]) -> rusqlite::Result<()> {
    let hasher = NameHasher::new(secret);
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("issue_lookup", 1, flags, move |context: &Context<'_>| {
        let signed = SignedPart::read(context.get_raw(0).as_blob()?);
        Ok(signed.map(|signed| hasher.issue(&signed.issue())))
    })?;
    connection.create_scalar_function("sha1_lookup", 1, flags, move |context: &Context<'_>| {
        Ok(hasher.lookup(LookupKind::Sha1, &details(context)?.sha1))
    })?;
    connection.create_scalar_function("certificate_type", 1, flags, |context: &Context<'_>| {
        Ok(type_code(details(context)?.certificate_type))
    })?;
    connection.create_scalar_function("has_device", 1, flags, |context: &Context<'_>| {
        Ok(details(context)?.device_id.is_some())
    })?;
    connection.create_scalar_function("distinguished_name_lookup", 1, flags, move |context: &Context<'_>| {
        let name = DistinguishedName::parse(context.get_raw(0).as_str()?);
        Ok(name.ok().map(|name| hasher.distinguished_name(&name)))
    })
}

fn details<'c>(context: &'c Context<'_>) -> rusqlite::Result<Details<'c>> {
    Ok(Details::read(context.get_raw(0).as_blob()?)?)
}
