//! What an import writes in one go.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use cscert_postgresql::Parameter;

use crate::error::Result;
use crate::model::certificate::NewCertificate;
use crate::model::guid::Guid;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, NameHash};
use crate::model::number_set::NumberSet;
use crate::model::user::UserFields;
use crate::store::postgresql::certificates::new_certificates::{NewCertificates, Pairs};
use crate::store::postgresql::connection::Connection;
use crate::store::postgresql::error::Role;
use crate::store::UserChange;

const PUT_USERS: &str =
    "select put_users($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
    $19, $20, $21, $22)";
const PUT_NAMES: &str = "select put_names($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const IMPORT_CERTIFICATES: &str =
    "select import_certificates($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

/// So many rows, or so many bytes, are written together.
const MOST_ROWS: usize = 2000;
const MOST_BYTES: usize = 4 << 20;

/// Users, their names and their certificates.
#[derive(Default)]
pub(super) struct Batch {
    users: Vec<User>,
    names: [Pairs<NameHash>; 2],
    words: [Pairs<String>; 2],
    certificates: NewCertificates,
    keys: NumberSet,
    guids: HashSet<Guid>,
    /// Of names, former ones too.
    hashes: NumberSet,
    lookup_hashes: NumberSet,
    bytes: usize,
}

struct User {
    key: i64,
    fields: UserFields<String>,
    domain: Option<i64>,
    home_server: Option<i64>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.users.is_empty() && self.certificates.keys().is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.users.len() + self.certificates.keys().len() >= MOST_ROWS || self.bytes >= MOST_BYTES
    }

    pub(super) fn holds_user(&self, key: UserKey) -> bool {
        self.keys.contains(&key.0)
    }

    pub(super) fn holds_guid(&self, guid: Guid) -> bool {
        self.guids.contains(&guid)
    }

    pub(super) fn holds_name(&self, hash: NameHash) -> bool {
        self.hashes.contains(&hash)
    }

    pub(super) fn holds_certificates(&self) -> bool {
        !self.certificates.keys().is_empty()
    }

    pub(super) fn holds_lookup(&self, hash: LookupHash) -> bool {
        self.lookup_hashes.contains(&hash)
    }

    pub(super) fn holds_certificate_among(&self, keys: &RangeInclusive<CertificateKey>) -> bool {
        self.certificates.has_one_of(keys)
    }

    pub(super) fn put_user(&mut self, key: UserKey, user: &UserChange<'_>, home_server: Option<i64>) {
        let key = key.0;
        self.bytes += user.fields.text_length();
        self.keys.insert(key);
        self.guids.extend(user.fields.object_guid);
        for (names, changed) in self.names.iter_mut().zip(user.names) {
            for hash in changed {
                names.push(*hash, key);
                self.hashes.insert(*hash);
            }
        }
        for (words, changed) in self.words.iter_mut().zip(user.words) {
            changed.iter().for_each(|word| words.push(word.clone(), key));
        }
        self.users.push(User { key, fields: user.fields.clone(), domain: user.domain, home_server });
    }

    pub(super) fn add_certificate(
        &mut self,
        key: i64,
        user: UserKey,
        new: &NewCertificate<'_>,
        others: &[CertificateKey],
    ) {
        self.lookup_hashes.extend(new.lookup_hashes.iter().copied());
        self.bytes += self.certificates.push(key, user, new, others);
    }

    /// Has all of it written, as a part of that import, when the batch before is.
    pub(super) fn write(&self, connection: &Connection, change: i64) -> Result<()> {
        connection.settle()?;
        if !self.users.is_empty() {
            self.write_users(connection, change)?;
        }
        if !self.certificates.keys().is_empty() {
            self.certificates.write(connection, Role::Importer, IMPORT_CERTIFICATES, &[&change])?;
        }
        Ok(())
    }

    fn write_users(&self, connection: &Connection, change: i64) -> Result<()> {
        let ([old_names, names], [old_words, words]) = (&self.names, &self.words);
        connection.call_later(
            Role::Importer,
            PUT_NAMES,
            &[
                &change,
                &old_names.values,
                &old_names.keys,
                &names.values,
                &names.keys,
                &old_words.values,
                &old_words.keys,
                &words.values,
                &words.keys,
            ],
        )?;
        let numbers = |of: fn(&User) -> Option<i64>| self.users.iter().map(of).collect::<Vec<_>>();
        let keys: Vec<i64> = self.users.iter().map(|user| user.key).collect();
        let guids: Vec<Option<[u8; 16]>> = self
            .users
            .iter()
            .map(|user| user.fields.object_guid.map(|guid| *guid.directory_bytes()))
            .collect();
        let distinguished_names: Vec<&str> =
            self.users.iter().map(|user| user.fields.distinguished_name.as_str()).collect();
        let enabled: Vec<Option<bool>> = self.users.iter().map(|user| user.fields.enabled).collect();
        let parameters: [&dyn Parameter; 22] = [
            &change,
            &keys,
            &guids,
            &distinguished_names,
            &self.texts(|fields| &fields.sip_address),
            &self.texts(|fields| &fields.user_principal_name),
            &self.texts(|fields| &fields.sam_account_name),
            &self.texts(|fields| &fields.display_name),
            &self.texts(|fields| &fields.common_name),
            &numbers(|user| user.fields.user_account_control.map(i64::from)),
            &numbers(|user| user.domain),
            &numbers(|user| user.home_server),
            &enabled,
            &numbers(|user| user.fields.option_flags.map(i64::from)),
            &numbers(|user| user.fields.when_created),
            &numbers(|user| user.fields.when_changed),
            &self.texts(|fields| &fields.line_uri),
            &self.texts(|fields| &fields.given_name),
            &self.texts(|fields| &fields.surname),
            &self.texts(|fields| &fields.department),
            &self.texts(|fields| &fields.title),
            &self.texts(|fields| &fields.attributes),
        ];
        connection.call_later(Role::Importer, PUT_USERS, &parameters)
    }

    fn texts(&self, of: fn(&UserFields<String>) -> &Option<String>) -> Vec<Option<&str>> {
        self.users.iter().map(|user| of(&user.fields).as_deref()).collect()
    }
}
