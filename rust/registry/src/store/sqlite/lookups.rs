//! The hashes of certificates and users as functions of SQL, for the integrity check: a damaged hash hides its certificate or its
//! user, and nothing else in the row would tell.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::directory::distinguished_name::DistinguishedName;
use crate::identity::names::{LookupKind, NameHasher};

/// Makes `content_lookup(der)`, `sha1_lookup(sha1)` and `distinguished_name_lookup(distinguished_name)` known to the connection's own
/// statements. A text that is no distinguished name has no hash.
pub(super) fn teach(connection: &Connection, secret: [u8; 16]) -> rusqlite::Result<()> {
    let hasher = NameHasher::new(secret);
    let flags =
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("content_lookup", 1, flags, move |context: &Context<'_>| {
        let sha256 = Sha256::digest(context.get_raw(0).as_blob()?);
        Ok(hasher.lookup(LookupKind::Sha256, &sha256))
    })?;
    connection.create_scalar_function("sha1_lookup", 1, flags, move |context: &Context<'_>| {
        Ok(hasher.lookup(LookupKind::Sha1, context.get_raw(0).as_blob()?))
    })?;
    connection.create_scalar_function("distinguished_name_lookup", 1, flags, move |context: &Context<'_>| {
        let name = DistinguishedName::parse(context.get_raw(0).as_str()?);
        Ok(name.ok().map(|name| hasher.distinguished_name(&name)))
    })
}
