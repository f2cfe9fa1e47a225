//! The hashes of certificates as functions of SQL, for the integrity check: a damaged hash hides its certificate, and nothing
//! else in the row would tell.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::identity::names::{LookupKind, NameHasher};

/// Makes `content_lookup(der)` and `sha1_lookup(sha1)` known to the connection's own statements.
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
    })
}
