//! SQL functions of certificates: for sums and copies, and their hashes for the integrity check. A damaged hash hides its certificate,
//! and nothing else in the row shows that.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::FromSqlError;
use rusqlite::Connection;

use crate::model::certificate::{type_code, type_from_code, CertificateDetails};
use crate::model::names::{LookupKind, NameHasher};
use crate::parse::x509::SignedPart;

/// Registers functions for the statements of the connection: `issue_lookup(der)` and `same_issue(der, der)`; for the details of a certificate `sha1_lookup`,
/// `certificate_type`, `has_device`, `device_of`, `sha1_of`, `serial_number_of`, `subject_of` and `issuer_of`; and `details_of(type, device,
/// sha1, serial number, subject, issuer)`. Bytes that are not a certificate have no hash.
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
    connection.create_scalar_function("has_device", 1, flags, |context| {
        Ok(details(context)?.device_id.is_some())
    })?;
    connection.create_scalar_function("device_of", 1, flags, |context| Ok(details(context)?.device_id))?;
    connection.create_scalar_function("sha1_of", 1, flags, |context| Ok(details(context)?.sha1))?;
    connection.create_scalar_function("serial_number_of", 1, flags, |context| {
        Ok(details(context)?.serial_number.to_vec())
    })?;
    connection
        .create_scalar_function("subject_of", 1, flags, |context| Ok(details(context)?.subject.to_owned()))?;
    connection
        .create_scalar_function("issuer_of", 1, flags, |context| Ok(details(context)?.issuer.to_owned()))?;
    connection.create_scalar_function("details_of", 6, flags, |context| {
        let code = u8::try_from(context.get::<i64>(0)?).ok().and_then(type_from_code);
        let details = CertificateDetails {
            certificate_type: code.ok_or(FromSqlError::InvalidType)?,
            device_id: context.get(1)?,
            sha1: context.get(2)?,
            serial_number: context.get_raw(3).as_blob()?,
            subject: context.get_raw(4).as_str()?,
            issuer: context.get_raw(5).as_str()?,
        };
        Ok(details.to_bytes())
    })
}

fn details<'c>(context: &'c Context<'_>) -> rusqlite::Result<CertificateDetails<'c>> {
    Ok(CertificateDetails::read(context.get_raw(0).as_blob()?)?)
}
