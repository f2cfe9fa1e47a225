//! Certificates that are added in one go, in arrays.

use std::ops::RangeInclusive;

use cscert_postgresql::Parameter;

use crate::error::Result;
use crate::model::certificate::{type_code, NewCertificate};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;

use super::connection::Connection;
use super::error::Role;

/// New certificates with their keys, what finds them, and others of their issues.
#[derive(Default)]
pub(super) struct NewCertificates {
    certificates: Vec<New>,
    lookups: Pairs<LookupHash>,
    others: Pairs<i64>,
}

/// Values with the keys that they belong to.
#[derive(Default)]
pub(super) struct Pairs<T> {
    pub values: Vec<T>,
    pub keys: Vec<i64>,
}

struct New {
    key: i64,
    user: i64,
    publication_time: i64,
    not_before: i64,
    not_after: i64,
    certificate_type: i32,
    device_id: Option<[u8; 16]>,
    sha1: [u8; 20],
    serial_number: Vec<u8>,
    subject: String,
    issuer: String,
    der: Vec<u8>,
}

impl<T> Pairs<T> {
    pub(super) fn push(&mut self, value: T, key: i64) {
        self.values.push(value);
        self.keys.push(key);
    }
}

impl NewCertificates {
    pub(super) fn len(&self) -> usize {
        self.certificates.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    pub(super) fn keys(&self) -> Vec<i64> {
        self.numbers(|new| new.key)
    }

    pub(super) fn has_one_of(&self, keys: &RangeInclusive<CertificateKey>) -> bool {
        self.certificates.iter().any(|new| keys.contains(&CertificateKey(new.key)))
    }

    /// Adds one; returns how many bytes it takes.
    pub(super) fn push(
        &mut self,
        key: i64,
        user: UserKey,
        new: &NewCertificate<'_>,
        others: &[CertificateKey],
    ) -> usize {
        new.lookup_hashes.iter().for_each(|hash| self.lookups.push(*hash, key));
        others.iter().for_each(|other| self.others.push(other.0, key));
        self.certificates.push(New {
            key,
            user: user.0,
            publication_time: new.publication_time,
            not_before: new.not_before,
            not_after: new.not_after,
            certificate_type: i32::from(type_code(new.certificate_type)),
            device_id: new.device_id,
            sha1: new.sha1,
            serial_number: new.serial_number.to_vec(),
            subject: new.subject.to_owned(),
            issuer: new.issuer.to_owned(),
            der: new.der.to_vec(),
        });
        new.der.len() + new.subject.len() + new.issuer.len()
    }

    /// Calls a function of the server that takes them behind its `first` arguments, without waiting for its end.
    pub(super) fn write(
        &self,
        connection: &Connection,
        role: Role,
        sql: &str,
        first: &[&dyn Parameter],
    ) -> Result<()> {
        let types: Vec<i32> = self.certificates.iter().map(|new| new.certificate_type).collect();
        let devices: Vec<Option<[u8; 16]>> = self.certificates.iter().map(|new| new.device_id).collect();
        let sha1: Vec<[u8; 20]> = self.certificates.iter().map(|new| new.sha1).collect();
        let serial_numbers: Vec<&[u8]> =
            self.certificates.iter().map(|new| new.serial_number.as_slice()).collect();
        let subjects: Vec<&str> = self.certificates.iter().map(|new| new.subject.as_str()).collect();
        let issuers: Vec<&str> = self.certificates.iter().map(|new| new.issuer.as_str()).collect();
        let contents: Vec<&[u8]> = self.certificates.iter().map(|new| new.der.as_slice()).collect();
        let columns: [&dyn Parameter; 16] = [
            &self.keys(),
            &self.numbers(|new| new.user),
            &self.numbers(|new| new.publication_time),
            &self.numbers(|new| new.not_before),
            &self.numbers(|new| new.not_after),
            &types,
            &devices,
            &sha1,
            &serial_numbers,
            &subjects,
            &issuers,
            &contents,
            &self.lookups.values,
            &self.lookups.keys,
            &self.others.values,
            &self.others.keys,
        ];
        connection.call_later(role, sql, &[first, &columns].concat())
    }

    fn numbers(&self, of: fn(&New) -> i64) -> Vec<i64> {
        self.certificates.iter().map(of).collect()
    }
}
