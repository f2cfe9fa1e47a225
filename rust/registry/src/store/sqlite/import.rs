//! An import: one transaction, over many calls.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::model::certificate::NewCertificate;
use crate::model::domain::Domain;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, NameHash};
use crate::store::{ImportSession, Imported, Interrupt, KnownPool, LastKeys, Store, UserChange};

use super::cache::Cache;
use super::pending::Pending;
use super::SqliteStore;

impl SqliteStore {
    pub(super) fn start_import(&self) -> Result<LastKeys> {
        self.keep_for(Cache::Import)?;
        self.begin_immediate()?;
        let last_keys = self.last_keys();
        match last_keys.and_then(|keys| Ok((keys, self.audit_end()?.next()?))) {
            Ok((last_keys, entry)) => {
                self.pending.replace(Pending::of_an_import(entry));
                Ok(last_keys)
            }
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    fn write_import(&self, done: Imported) -> Result<()> {
        self.write_attribute_names(&mut done.attribute_names.iter().map(String::as_str))?;
        let mut end = self.audit_end()?;
        let store: &dyn Store = self;
        if end.append(done.entry)? != self.pending.borrow().entry {
            return Err(
                store.damaged("the import's audit entry is not where its changes point to".to_owned())
            );
        }
        for (user, entry) in done.gone {
            if self.stop.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let sequence = end.append(entry)?;
            self.write_gone(user, done.since, sequence)?;
        }
        drop(end);
        self.commit()
    }
}

impl ImportSession for SqliteStore {
    fn shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>> {
        self.read_shared_names(hashes)
    }

    fn domain(&self, dns_name: &str) -> Result<Option<Domain>> {
        self.read_domain(dns_name)
    }

    fn put_domain(&self, domain: &Domain) -> Result<i64> {
        self.write_domain(domain)
    }

    fn put_pool(&self, pool_key: &str, dns_host_name: &str, known: KnownPool) -> Result<bool> {
        if known == KnownPool::Kept && self.read_pool(pool_key)?.is_some() {
            return Ok(false);
        }
        self.write_pool(pool_key, dns_host_name)
    }

    fn live_users_of_domain(&self, domain: i64, visit: &mut dyn FnMut(UserKey)) -> Result<()> {
        self.read_live_users_of_domain(domain, visit)
    }

    fn put_user(&self, user: &UserChange<'_>) -> Result<UserKey> {
        let key = match user.key {
            Some(key) => self.update_user(key, user.fields, user.domain).map(|()| key)?,
            None => self.insert_user(user.fields, user.domain)?,
        };
        let [removed, added] = user.names;
        self.write_names(key, removed, added)?;
        let [removed, added] = user.words;
        self.write_words(key, removed, added)?;
        Ok(key)
    }

    fn add_certificate(
        &self,
        user: UserKey,
        certificate: &NewCertificate<'_>,
        others: &[CertificateKey],
    ) -> Result<()> {
        let entry = self.pending.borrow().entry;
        self.insert_certificate(user, certificate, entry, others).map(|_| ())
    }

    fn withdraw_certificate(
        &self,
        user: UserKey,
        certificate: CertificateKey,
        hashes: &[LookupHash],
    ) -> Result<()> {
        self.delete_certificate(user, certificate, hashes)
    }

    fn end(&self, done: Option<Imported>) -> Result<()> {
        let ended = done.map_or(Ok(()), |done| self.write_import(done));
        // No effect after a commit.
        self.rollback();
        ended
    }
}
