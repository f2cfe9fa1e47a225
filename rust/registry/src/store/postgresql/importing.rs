//! An import: one transaction of several calls. What it writes waits and goes in arrays; who asks for any of it has it written first.

mod batch;

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::model::certificate::NewCertificate;
use crate::model::domain::Domain;
use crate::model::guid::Guid;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, NameHash};
use crate::model::pool;
use crate::store::{ImportSession, Imported, KnownPool, LastKeys, Rows, UserChange, Wanted};

use super::connection::request::{new_request, texts_of};
use super::error::Role;
use super::PostgresqlStore;

use batch::Batch;

const BEGIN: &str = "select begin_import($1, $2)";
const DOMAIN: &str = "select domain_key, dns_name, netbios_name, assumed from domain
    where digest_of(dns_name) = digest_of($1) and dns_name = $1";
const PUT_DOMAIN: &str = "select put_domain($1, $2, $3, $4, $5)";
const ADD_ATTRIBUTE_NAMES: &str = "select add_attribute_names($1, $2, $3)";
const PUT_POOL: &str = "select put_pool($1, $2, $3, $4)";
const PUT_HOME_SERVER: &str = "select put_home_server($1, $2, $3, $4)";
const LIVE_USERS: &str = "select user_key from users where domain_key = $1 and gone_since is null";
const WITHDRAW: &str = "select withdraw_certificate($1, $2, $3)";
const END: &str = "select end_import($1, $2, $3, $4)";

/// The import that is under way.
pub(super) struct Importing {
    request: [u8; 16],
    change: i64,
    /// The last keys that were given. Nobody else gives any meanwhile.
    users: i64,
    certificates: i64,
    /// The keys of home servers that were asked for.
    home_servers: HashMap<String, i64>,
    batch: Batch,
}

impl PostgresqlStore {
    pub(super) fn start_import(&self) -> Result<LastKeys> {
        self.refuse_second_change()?;
        let started = self.try_start();
        if started.is_err() {
            self.connection.rollback();
        }
        started
    }

    fn try_start(&self) -> Result<LastKeys> {
        self.connection.begin("")?;
        let (request, caller) = (new_request(), texts_of(&self.caller));
        let (mut begun, last) =
            self.rows_and_last_keys(Role::Importer, BEGIN, &[&request, &&caller[..]], |row| row.get(0))?;
        let change = begun.pop().unwrap_or_default();
        self.importing.replace(Some(Importing {
            request,
            change,
            users: last.users.0,
            certificates: last.certificates.0,
            home_servers: HashMap::new(),
            batch: Batch::default(),
        }));
        Ok(last)
    }

    /// The number of the import, for the server's functions.
    fn change(&self) -> Result<i64> {
        self.with_import(|importing| importing.change)
    }

    fn with_import<T>(&self, answer: impl FnOnce(&mut Importing) -> T) -> Result<T> {
        match &mut *self.importing.borrow_mut() {
            Some(importing) => Ok(answer(importing)),
            None => Err(Error::Internal("no import is under way".to_owned())),
        }
    }

    /// Whether what waits is meant; nothing is where no import is under way.
    fn waits(&self, is_meant: impl FnOnce(&Batch) -> bool) -> bool {
        self.importing.borrow().as_ref().map_or(false, |importing| is_meant(&importing.batch))
    }

    /// Writes what waits.
    pub(super) fn write_pending(&self) -> Result<()> {
        self.write_publications()?;
        if !self.waits(|batch| !batch.is_empty()) {
            return Ok(());
        }
        let (change, batch) =
            self.with_import(|importing| (importing.change, std::mem::take(&mut importing.batch)))?;
        batch.write(&self.connection, change)
    }

    fn write_pending_if(&self, is_meant: impl FnOnce(&Batch) -> bool) -> Result<()> {
        if self.waits(is_meant) {
            self.write_pending()?;
        }
        Ok(())
    }

    pub(super) fn write_pending_of_user(&self, key: UserKey) -> Result<()> {
        self.write_pending_if(|batch| batch.holds_user(key))
    }

    pub(super) fn write_pending_of_guid(&self, guid: Guid) -> Result<()> {
        self.write_pending_if(|batch| batch.holds_guid(guid))
    }

    pub(super) fn write_pending_of_wanted(&self, wanted: &[Wanted], rows: Rows) -> Result<()> {
        self.write_pending_if(|batch| {
            (rows == Rows::WithCertificates && batch.holds_certificates())
                || wanted.iter().any(|wanted| match wanted {
                    Wanted::Name(hash) => batch.holds_name(*hash),
                    Wanted::Key(key) => batch.holds_user(*key),
                    Wanted::Guid(guid) => batch.holds_guid(*guid),
                })
        })
    }

    pub(super) fn write_pending_of_lookup(&self, hash: LookupHash) -> Result<()> {
        self.write_pending_if(|batch| batch.holds_lookup(hash))
    }

    pub(super) fn write_pending_of_certificates(&self, keys: &RangeInclusive<CertificateKey>) -> Result<()> {
        self.write_pending_if(|batch| batch.holds_certificate_among(keys))
    }

    /// Rows of users as they are when what waits is written.
    pub(super) fn read_written<T>(
        &self,
        read: impl Fn() -> Result<Vec<T>>,
        key: impl Fn(&T) -> UserKey,
    ) -> Result<Vec<T>> {
        let rows = read()?;
        if self.waits(|batch| rows.iter().any(|row| batch.holds_user(key(row)))) {
            self.write_pending()?;
            return read();
        }
        Ok(rows)
    }

    /// The key of the home server with that distinguished name, which is added if there is none.
    fn home_server_key(&self, distinguished_name: &str) -> Result<i64> {
        let known = self.with_import(|importing| importing.home_servers.get(distinguished_name).copied())?;
        if let Some(key) = known {
            return Ok(key);
        }
        let pool = pool::of_home_server_named(distinguished_name);
        let (pool_key, pool_name) =
            (pool.as_ref().map(|pool| &pool.key), pool.as_ref().map(|pool| &pool.name));
        let key = self.connection.row(
            Role::Importer,
            PUT_HOME_SERVER,
            &[&self.change()?, &distinguished_name, &pool_key, &pool_name],
            |row| row.get(0),
        )?;
        self.with_import(|importing| importing.home_servers.insert(distinguished_name.to_owned(), key))?;
        Ok(key)
    }

    fn write_import(&self, done: Imported) -> Result<()> {
        self.write_pending()?;
        let spelled = &done.attribute_names;
        let folded: Vec<String> = spelled.iter().map(|name| name.to_ascii_lowercase()).collect();
        self.connection.call(Role::Importer, ADD_ATTRIBUTE_NAMES, &[&self.change()?, &folded, spelled])?;
        let (mut keys, mut reasons) = (Vec::new(), Vec::new());
        for (key, entry) in done.gone {
            keys.push(key.0);
            reasons.push(entry.reason);
        }
        self.connection.call(Role::Importer, END, &[&self.change()?, &done.entry.detail, &keys, &reasons])?;
        self.proceed()?;
        let request = self.with_import(|importing| importing.request)?;
        self.commit_request(Role::Importer, BEGIN, &request)
    }
}

impl ImportSession for PostgresqlStore {
    fn shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>> {
        self.read_shared_names(hashes)
    }

    fn domain(&self, dns_name: &str) -> Result<Option<Domain>> {
        let mut found = self.connection.rows(Role::Reader, DOMAIN, &[&dns_name], |row| {
            Ok(Domain {
                key: Some(row.get(0)?),
                dns_name: row.get(1)?,
                netbios_name: row.get(2)?,
                assumed: row.get(3)?,
            })
        })?;
        Ok(found.pop())
    }

    fn put_domain(&self, domain: &Domain) -> Result<i64> {
        let Domain { key, dns_name, netbios_name, assumed } = domain;
        self.connection.row(
            Role::Importer,
            PUT_DOMAIN,
            &[&self.change()?, key, dns_name, netbios_name, assumed],
            |row| row.get(0),
        )
    }

    fn put_pool(&self, pool_key: &str, dns_host_name: &str, known: KnownPool) -> Result<bool> {
        self.write_pending()?;
        let renames = known == KnownPool::Renamed;
        self.connection.row(
            Role::Importer,
            PUT_POOL,
            &[&self.change()?, &pool_key, &dns_host_name, &renames],
            |row| row.get(0),
        )
    }

    fn live_users_of_domain(&self, domain: i64) -> Result<Vec<UserKey>> {
        self.write_pending()?;
        self.connection.rows(Role::Reader, LIVE_USERS, &[&domain], |row| row.get(0).map(UserKey))
    }

    fn put_user(&self, user: &UserChange<'_>) -> Result<UserKey> {
        let home_server = match &user.fields.home_server {
            Some(name) => Some(self.home_server_key(name)?),
            None => None,
        };
        if let Some(key) = user.key {
            // Each user once in a batch.
            self.write_pending_of_user(key)?;
        }
        let key = self.with_import(|importing| {
            let key = user.key.unwrap_or(UserKey(importing.users + 1));
            importing.users = importing.users.max(key.0);
            importing.batch.put_user(key, user, home_server);
            key
        })?;
        self.write_pending_if(Batch::is_full)?;
        Ok(key)
    }

    fn add_certificate(
        &self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
    ) -> Result<()> {
        self.with_import(|importing| {
            importing.certificates += 1;
            importing.batch.add_certificate(importing.certificates, user, certificate, others);
        })?;
        self.write_pending_if(Batch::is_full)
    }

    fn withdraw_certificate(
        &self,
        _user: UserKey,
        certificate: CertificateKey,
        hashes: &[LookupHash],
    ) -> Result<()> {
        self.write_pending()?;
        self.connection.call(Role::Importer, WITHDRAW, &[&self.change()?, &certificate.0, &hashes])
    }

    fn end(&self, done: Option<Imported>) -> Result<()> {
        if self.importing.borrow().is_none() {
            return Ok(());
        }
        let ended = done.map_or(Ok(()), |done| self.write_import(done));
        self.importing.replace(None);
        // Harmless where it was committed.
        self.connection.rollback();
        ended
    }
}
