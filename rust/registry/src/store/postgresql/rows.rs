//! Rows as they come from the server, kept for whoever is told of them: a visitor may ask the store again.

use cscert_postgresql::Row;

use crate::model::certificate::{type_from_code, CertificateDetails, CertificateOwner, CertificateRow};
use crate::model::guid::Guid;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::user::{NameRow, NamedUser, UserFields, UserNames, UserRow, ACCOUNT_DISABLED};
use crate::parse::x509::CertificateType;

use super::connection::Answer;

/// The columns of `User`, of a user `u` with the home server `h`.
macro_rules! user_columns {
    () => {
        "u.user_key, u.object_guid, u.gone_since, u.distinguished_name, u.sip_address, u.user_principal_name,
         u.sam_account_name, u.display_name, u.common_name, u.enabled, u.user_account_control, u.option_flags,
         u.when_created, u.when_changed, u.line_uri, u.given_name, u.surname, u.department, u.title, u.attributes,
         h.distinguished_name, h.registrar_pool"
    };
}

/// The columns of `Name`, of a user `u` with the home server `h` and the domain `d`.
macro_rules! name_columns {
    () => {
        "u.user_key, u.object_guid, u.distinguished_name, u.sip_address, u.user_principal_name, u.sam_account_name,
         u.display_name, u.common_name, u.user_account_control, u.gone_since is not null, h.registrar_pool,
         d.dns_name, d.netbios_name"
    };
}

/// How many they are.
pub(super) const NAME_COLUMNS: usize = 13;

macro_rules! home_server_join {
    () => {
        " left join home_server h on h.home_server_key = u.home_server_key "
    };
}

/// The columns of `Certificate`, of a certificate `c` of a user `u`.
macro_rules! certificate_columns {
    () => {
        "c.certificate_key, c.user_key, c.publication_time, c.not_before, c.not_after, c.revocation_time,
         c.revocation_reason, c.revoked_by, c.certificate_type, c.device_id, c.sha1, c.serial_number, c.subject, c.issuer,
         u.sip_address, u.distinguished_name, u.gone_since is not null, u.user_account_control"
    };
}

pub(super) use {certificate_columns, home_server_join, name_columns, user_columns};

/// A user's row.
pub(super) struct User {
    pub key: UserKey,
    gone_since: Option<i64>,
    registrar_pool: Option<String>,
    fields: UserFields<String>,
}

impl User {
    pub(super) fn read(row: &Row<'_>) -> Answer<User> {
        Ok(User {
            key: UserKey(row.get(0)?),
            gone_since: row.get(2)?,
            registrar_pool: row.get(21)?,
            fields: UserFields {
                object_guid: guid(row, 1)?,
                distinguished_name: row.get(3)?,
                sip_address: row.get(4)?,
                user_principal_name: row.get(5)?,
                sam_account_name: row.get(6)?,
                display_name: row.get(7)?,
                common_name: row.get(8)?,
                enabled: row.get(9)?,
                user_account_control: flags(row, 10)?,
                option_flags: flags(row, 11)?,
                when_created: row.get(12)?,
                when_changed: row.get(13)?,
                line_uri: row.get(14)?,
                given_name: row.get(15)?,
                surname: row.get(16)?,
                department: row.get(17)?,
                title: row.get(18)?,
                attributes: row.get(19)?,
                home_server: row.get(20)?,
            },
        })
    }

    pub(super) fn lend(&self) -> UserRow<'_> {
        UserRow {
            key: self.key,
            fields: self.fields.map(String::as_str),
            registrar_pool: self.registrar_pool.as_deref(),
            gone_since: self.gone_since,
        }
    }
}

/// What a user is called.
pub(super) struct Name {
    pub key: UserKey,
    object_guid: Option<Guid>,
    distinguished_name: String,
    sip_address: Option<String>,
    user_principal_name: Option<String>,
    sam_account_name: Option<String>,
    display_name: Option<String>,
    common_name: Option<String>,
    account_disabled: bool,
    gone: bool,
    registrar_pool: Option<String>,
    dns_domain: Option<String>,
    netbios_domain: Option<String>,
}

impl Name {
    pub(super) fn read(row: &Row<'_>, first: usize) -> Answer<Name> {
        Ok(Name {
            key: UserKey(row.get(first)?),
            object_guid: guid(row, first + 1)?,
            distinguished_name: row.get(first + 2)?,
            sip_address: row.get(first + 3)?,
            user_principal_name: row.get(first + 4)?,
            sam_account_name: row.get(first + 5)?,
            display_name: row.get(first + 6)?,
            common_name: row.get(first + 7)?,
            account_disabled: is_disabled(row, first + 8)?,
            gone: row.get(first + 9)?,
            registrar_pool: row.get(first + 10)?,
            dns_domain: row.get(first + 11)?,
            netbios_domain: row.get(first + 12)?,
        })
    }

    fn names(&self) -> UserNames<'_> {
        UserNames {
            key: self.key,
            distinguished_name: &self.distinguished_name,
            common_name: self.common_name.as_deref(),
            display_name: self.display_name.as_deref(),
            sam_account_name: self.sam_account_name.as_deref(),
            user_principal_name: self.user_principal_name.as_deref(),
            sip_address: self.sip_address.as_deref(),
        }
    }

    pub(super) fn lend(&self) -> NameRow<'_> {
        NameRow {
            names: self.names(),
            dns_domain: self.dns_domain.as_deref(),
            netbios_domain: self.netbios_domain.as_deref(),
            has_registrar_pool: self.registrar_pool.is_some(),
            gone: self.gone,
            account_disabled: self.account_disabled,
            object_guid: self.object_guid,
        }
    }

    pub(super) fn lend_named(&self) -> NamedUser<'_> {
        NamedUser {
            names: self.names(),
            registrar_pool: self.registrar_pool.as_deref(),
            domain_names: [self.dns_domain.as_deref(), self.netbios_domain.as_deref()],
        }
    }
}

/// A certificate with what is known of its user.
pub(super) struct Certificate {
    pub key: CertificateKey,
    pub user_key: UserKey,
    pub publication_time: i64,
    not_before: i64,
    pub not_after: i64,
    revocation_time: Option<i64>,
    revocation_reason: Option<u32>,
    revoked_by: Option<String>,
    certificate_type: CertificateType,
    device_id: Option<[u8; 16]>,
    sha1: [u8; 20],
    serial_number: Vec<u8>,
    subject: String,
    issuer: String,
    identity: Option<String>,
    distinguished_name: String,
    user_gone: bool,
    account_disabled: bool,
}

impl Certificate {
    pub(super) fn read(row: &Row<'_>, first: usize) -> Answer<Certificate> {
        let reason: Option<i64> = row.get(first + 6)?;
        Ok(Certificate {
            key: CertificateKey(row.get(first)?),
            user_key: UserKey(row.get(first + 1)?),
            publication_time: row.get(first + 2)?,
            not_before: row.get(first + 3)?,
            not_after: row.get(first + 4)?,
            revocation_time: row.get(first + 5)?,
            revocation_reason: reason.map(|reason| reason.unsigned_abs() as u32),
            revoked_by: row.get(first + 7)?,
            certificate_type: certificate_type(row, first + 8)?,
            device_id: row.get(first + 9)?,
            sha1: row.get(first + 10)?,
            serial_number: row.get(first + 11)?,
            subject: row.get(first + 12)?,
            issuer: row.get(first + 13)?,
            identity: row.get(first + 14)?,
            distinguished_name: row.get(first + 15)?,
            user_gone: row.get(first + 16)?,
            account_disabled: is_disabled(row, first + 17)?,
        })
    }

    pub(super) fn lend(&self) -> CertificateRow<'_> {
        CertificateRow {
            key: self.key,
            owner: CertificateOwner {
                key: self.user_key,
                identity: self.identity.as_deref(),
                distinguished_name: &self.distinguished_name,
                gone: self.user_gone,
                account_disabled: self.account_disabled,
            },
            details: CertificateDetails {
                certificate_type: self.certificate_type,
                device_id: self.device_id,
                sha1: self.sha1,
                serial_number: &self.serial_number,
                subject: &self.subject,
                issuer: &self.issuer,
            },
            publication_time: self.publication_time,
            not_before: self.not_before,
            not_after: self.not_after,
            revocation_time: self.revocation_time,
            revocation_reason: self.revocation_reason,
            revoked_by: self.revoked_by.as_deref(),
        }
    }
}

pub(super) fn certificate_type(row: &Row<'_>, at: usize) -> Answer<CertificateType> {
    let code: i64 = row.get(at)?;
    u8::try_from(code).ok().and_then(type_from_code).ok_or_else(|| {
        cscert_postgresql::Error::Protocol(format!("{} is not the number of a certificate type", code))
    })
}

fn guid(row: &Row<'_>, at: usize) -> Answer<Option<Guid>> {
    Ok(row.get::<Option<[u8; 16]>>(at)?.map(Guid::from_directory_bytes))
}

/// Numbers of 32 bits without a sign, which the server keeps in 64.
fn flags(row: &Row<'_>, at: usize) -> Answer<Option<u32>> {
    Ok(row.get::<Option<i64>>(at)?.map(|flags| flags as u32))
}

fn is_disabled(row: &Row<'_>, at: usize) -> Answer<bool> {
    Ok(flags(row, at)?.map_or(false, |flags| flags & ACCOUNT_DISABLED != 0))
}
