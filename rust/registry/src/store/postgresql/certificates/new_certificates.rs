//! Certificates that are added in one go, in arrays.

use std::ops::RangeInclusive;

use cscert_postgresql::Parameter;

use crate::error::Result;
use crate::model::certificate::{type_code, NewCertificate};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;

use crate::store::postgresql::connection::Connection;
use crate::store::postgresql::error::Role;

/// New certificates with their keys, what finds them, and others of their issues: what an argument of the server's functions takes is
/// together.
#[derive(Default)]
pub(crate) struct NewCertificates {
    keys: Vec<i64>,
    users: Vec<i64>,
    publication_times: Vec<i64>,
    not_before: Vec<i64>,
    not_after: Vec<i64>,
    types: Vec<i32>,
    devices: Vec<Option<[u8; 16]>>,
    sha1: Vec<[u8; 20]>,
    serial_numbers: Vec<Vec<u8>>,
    subjects: Vec<String>,
    issuers: Vec<String>,
    contents: Vec<Vec<u8>>,
    lookups: Pairs<LookupHash>,
    others: Pairs<i64>,
}

/// Values with the keys that they belong to.
#[derive(Default)]
pub(crate) struct Pairs<T> {
    pub values: Vec<T>,
    pub keys: Vec<i64>,
}

impl<T> Pairs<T> {
    pub(crate) fn push(&mut self, value: T, key: i64) {
        self.values.push(value);
        self.keys.push(key);
    }
}

impl NewCertificates {
    pub(crate) fn keys(&self) -> &[i64] {
        &self.keys
    }

    pub(crate) fn has_one_of(&self, keys: &RangeInclusive<CertificateKey>) -> bool {
        self.keys.iter().any(|key| keys.contains(&CertificateKey(*key)))
    }

    /// Adds one; returns how many bytes it takes.
    pub(crate) fn push(
        &mut self,
        key: i64,
        user: UserKey,
        new: &NewCertificate<'_>,
        others: &[CertificateKey],
    ) -> usize {
        new.lookup_hashes.iter().for_each(|hash| self.lookups.push(*hash, key));
        others.iter().for_each(|other| self.others.push(other.0, key));
        self.keys.push(key);
        self.users.push(user.0);
        self.publication_times.push(new.publication_time);
        self.not_before.push(new.not_before);
        self.not_after.push(new.not_after);
        self.types.push(i32::from(type_code(new.details.certificate_type)));
        self.devices.push(new.details.device_id);
        self.sha1.push(new.details.sha1);
        self.serial_numbers.push(new.details.serial_number.to_vec());
        self.subjects.push(new.details.subject.to_owned());
        self.issuers.push(new.details.issuer.to_owned());
        self.contents.push(new.der.to_vec());
        new.der.len() + new.details.subject.len() + new.details.issuer.len()
    }

    /// Calls a function of the server that takes them behind its `first` arguments, without waiting for its end.
    pub(in crate::store::postgresql) fn write(
        &self,
        connection: &Connection,
        role: Role,
        sql: &str,
        first: &[&dyn Parameter],
    ) -> Result<()> {
        let columns: [&dyn Parameter; 16] = [
            &self.keys,
            &self.users,
            &self.publication_times,
            &self.not_before,
            &self.not_after,
            &self.types,
            &self.devices,
            &self.sha1,
            &self.serial_numbers,
            &self.subjects,
            &self.issuers,
            &self.contents,
            &self.lookups.values,
            &self.lookups.keys,
            &self.others.values,
            &self.others.keys,
        ];
        connection.call_later(role, sql, &[first, &columns].concat())
    }
}
