//! An import: one transaction, over many calls.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::model::certificate::NewCertificate;
use crate::model::domain::Domain;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, NameHash};
use crate::store::{ImportSession, Imported, Interrupt, KnownPool, LastKeys, Store, UserChange};

use super::cache::Cache;
use super::columns::Columns;
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

    fn write_import(&self, mut done: Imported) -> Result<()> {
        self.write_attribute_names(&done.attribute_names)?;
        let mut end = self.audit_end()?;
        let store: &dyn Store = self;
        if end.append(&mut done.entry)? != self.pending.borrow().entry {
            return Err(
                store.damaged("the import's audit entry is not where its changes point to".to_owned())
            );
        }
        for (user, mut entry) in done.gone {
            if self.stop.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let sequence = end.append(&mut entry)?;
            self.write_gone(user, done.since, sequence)?;
        }
        drop(end);
        self.commit()
    }
}

const DOMAIN: &str =
    "SELECT domain_key, dns_name, netbios_name, assumed, seal FROM domain WHERE dns_name = ?1";
const NEXT_DOMAIN: &str = "SELECT coalesce(max(domain_key), 0) + 1 FROM domain";
const PUT_DOMAIN: &str = "INSERT INTO domain (domain_key, dns_name, netbios_name, assumed, seal)
    VALUES (?1, ?2, ?3, ?4, seal(?1, ?2, ?3, ?4))
    ON CONFLICT (domain_key) DO UPDATE SET dns_name = excluded.dns_name,
        netbios_name = excluded.netbios_name, assumed = excluded.assumed, seal = excluded.seal";

const DELETE_LOOKUP: &str =
    "DELETE FROM certificate_lookup WHERE lookup_hash = ?1 AND user_key = ?2 AND certificate_key = ?3";
const LIVE_USERS: &str = "SELECT user_key FROM user WHERE domain_key = ?1 AND gone_since IS NULL";

impl ImportSession for SqliteStore {
    fn shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>> {
        self.read_shared_names(hashes)
    }

    fn domain(&self, dns_name: &str) -> Result<Option<Domain>> {
        self.first_row(DOMAIN, [dns_name], |row| {
            let columns: Columns<'_, 5> = self.sealed(row, 0)?;
            Ok(Domain {
                key: Some(columns.get(0)?),
                dns_name: columns.get(1)?,
                netbios_name: columns.get(2)?,
                assumed: columns.get(3)?,
            })
        })
    }

    fn put_domain(&self, domain: &Domain) -> Result<i64> {
        let key = match domain.key {
            Some(key) => key,
            None => {
                self.count_row("domain");
                self.row(NEXT_DOMAIN, [], |row| row.get(0))?
            }
        };
        let values = (key, &domain.dns_name, &domain.netbios_name, domain.assumed);
        self.execute(PUT_DOMAIN, values).map(|_| key)
    }

    fn put_pool(&self, pool_key: &str, dns_host_name: &str, known: KnownPool) -> Result<bool> {
        if known == KnownPool::Kept && self.read_pool(pool_key)?.is_some() {
            return Ok(false);
        }
        self.write_pool(pool_key, dns_host_name)
    }

    fn live_users_of_domain(&self, domain: i64) -> Result<Vec<UserKey>> {
        self.rows(LIVE_USERS, [domain], |row| row.get(0))
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
        self.write_pending()?;
        for hash in hashes {
            self.execute(DELETE_LOOKUP, (hash, user, certificate))?;
        }
        for sql in [
            "DELETE FROM certificate WHERE user_key = ?1 AND certificate_key = ?2",
            "DELETE FROM shared_issue WHERE ?1 IS NOT NULL AND certificate_key = ?2",
            "DELETE FROM certificate_content WHERE ?1 IS NOT NULL AND certificate_key = ?2",
        ] {
            self.execute(sql, (user, certificate))?;
        }
        Ok(())
    }

    fn end(&self, done: Option<Imported>) -> Result<()> {
        let ended = done.map_or(Ok(()), |done| self.write_import(done));
        // No effect after a commit.
        self.rollback();
        ended
    }
}
