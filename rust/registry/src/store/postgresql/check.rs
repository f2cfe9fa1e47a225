//! What is wrong with a registry.

use std::hash::Hasher;

use cscert_postgresql::Error as ServerSays;
use siphasher::sip::SipHasher13;

use crate::error::Result;
use crate::model::names::{NameHash, NameHasher};
use crate::model::user::UserFields;
use crate::store::index_sums::Sums;
use crate::store::Store;

use super::error::Role;
use super::install::unicode;
use super::PostgresqlStore;

/// Promises between tables: what is wrong with the offenders, and how many they are.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "certificates belong to no user",
        "select count(*) from certificate c where not exists (select from users u where u.user_key = c.user_key)",
    ),
    (
        "certificates have no content",
        "select count(*) from certificate c
            where not exists (select from certificate_content t where t.certificate_key = c.certificate_key)",
    ),
    (
        "certificate contents do not match their SHA-256",
        "select count(*) from certificate c join certificate_content t on t.certificate_key = c.certificate_key
            where sha256(t.der) <> c.sha256",
    ),
    (
        "publications have no audit entry",
        "select count(*) from certificate c where not exists (select from audit a where a.entry_id = c.publication_entry)",
    ),
    (
        "revocations have no audit entry",
        "select count(*) from certificate c where c.revocation_entry is not null
            and not exists (select from audit a where a.entry_id = c.revocation_entry)",
    ),
    (
        "revocations refer to an audit entry that is not a revocation",
        "select count(*) from certificate c join audit a on a.entry_id = c.revocation_entry
            where not (a.action = 'Revoke' and a.outcome = 'Succeeded' and a.user_key is not distinct from c.user_key)",
    ),
    (
        "revocations in the audit log do not match the certificates",
        // What was on hold may have been restored, or revoked for another reason, under a later entry of the user.
        "select count(*) from audit a left join (select revocation_entry, count(*) as revoked from certificate
                where revocation_entry is not null group by revocation_entry) c on c.revocation_entry = a.entry_id
            where a.action = 'Revoke' and a.outcome = 'Succeeded' and a.certificates <> coalesce(c.revoked, 0)
                and not (starts_with(coalesce(a.reason, ''), 'CertificateHold') and a.certificates - coalesce(c.revoked, 0) between 1 and
                    (select coalesce(sum(l.certificates), 0) from audit l where l.user_key = a.user_key and l.sequence > a.sequence
                        and l.action in ('Revoke', 'Restore') and l.outcome = 'Succeeded'))",
    ),
    (
        "publications too many or too few in the audit log",
        "select abs((select coalesce(sum(certificates), 0)::bigint from audit
                where action in ('Publish', 'Import') and outcome = 'Succeeded') - (select count(*) from certificate))",
    ),
    (
        "user keys would be reused",
        "select greatest(0, (select coalesce(max(user_key), 0) from users) - (select users from writer))",
    ),
    (
        "certificate keys would be reused",
        "select greatest(0, (select coalesce(max(certificate_key), 0) from certificate) - (select certificates from writer))",
    ),
    (
        "home servers do not have the name of their pool",
        "select count(*) from home_server h join pool p on p.pool_key = h.pool_key
            where h.registrar_pool is distinct from p.dns_host_name",
    ),
    (
        "entries are missing from the certificate index",
        "select greatest(0, 3 * (select count(*) from certificate)
            + (select count(*) from certificate where device_id is not null) - (select count(*) from certificate_lookup))",
    ),
    (
        "certificates are not revoked although others with their issuer, serial number and public key are",
        "select count(*) from shared_issue s join certificate c on c.certificate_key = s.certificate_key
            where c.revocation_entry is null and exists (select from shared_issue o
                join certificate r on r.certificate_key = o.certificate_key
                where o.issue = s.issue and r.revocation_entry is not null)",
    ),
    (
        "audit entries are not where the end of the audit log says",
        "select count(*) from audit_head h where h.sequence <> (select count(*) from audit)
            or h.sequence > 0 and not exists (select from audit a where a.sequence = h.sequence and a.hash = h.hash)",
    ),
];

/// What finds a user.
const NAMES: &str =
    "select user_key, distinguished_name, sip_address, user_principal_name, sam_account_name, display_name,
    common_name from users";

impl PostgresqlStore {
    /// Checks the promises between tables, the indexes that are made here, and the chain of the audit.
    pub(super) fn check_all(&self) -> Result<Vec<String>> {
        self.write_pending()?;
        self.progress.begin(INVARIANTS.len() as u64 + 2);
        let mut findings = Vec::new();
        self.read_at_one_moment(&mut || {
            for (finding, sql) in INVARIANTS {
                let count: i64 = self.connection.row(Role::Auditor, sql, &[], |row| row.get(0))?;
                if count != 0 {
                    findings.push(format!("{} {}", count, finding));
                }
                self.progress.advance(1);
            }
            findings.extend(self.check_unicode()?);
            findings.extend(self.check_names()?);
            self.progress.advance(1);
            let store: &dyn Store = self;
            findings.extend(store.broken_audit_entry(&mut || {})?);
            self.progress.advance(1);
            Ok(())
        })?;
        Ok(findings)
    }

    /// Whether names are folded here as they were where the registry was installed: who is called by letters that only one of them knows is
    /// not found by the other.
    fn check_unicode(&self) -> Result<Option<String>> {
        let (own, theirs) = (unicode(), "select unicode from registry");
        let theirs: String = self.connection.row(Role::Reader, theirs, &[], |row| row.get(0))?;
        Ok((!theirs.is_empty() && theirs != own).then(|| {
            format!(
                "this module compares names by other versions of Unicode ({}) than the one that installed the registry ({})",
                own, theirs
            )
        }))
    }

    /// Compares the index of names and the completion index with the users' names, of every form; gone users have theirs too.
    fn check_names(&self) -> Result<Vec<String>> {
        let secret = &self.connection.identity.get().hash_secret;
        let hasher = NameHasher::new(*secret);
        let [mut expected, mut found] = [Sums::default(); 2];
        self.connection.ask(Role::Reader, |client| {
            [expected, found] = [Sums::default(); 2];
            client.query(NAMES, &[], &mut |row| {
                let key: i64 = row.get(0)?;
                let user = UserFields::<&str> {
                    distinguished_name: row.get(1)?,
                    sip_address: row.get(2)?,
                    user_principal_name: row.get(3)?,
                    sam_account_name: row.get(4)?,
                    display_name: row.get(5)?,
                    common_name: row.get(6)?,
                    ..UserFields::default()
                };
                let of_name = |hash: NameHash| hash_of(secret, &hash.to_be_bytes(), key);
                expected.add(&user, &hasher, of_name, |word| hash_of(secret, word.as_bytes(), key));
                Ok::<_, ServerSays>(true)
            })?;
            client.query("select name_hash, user_key from user_name", &[], &mut |row| {
                found.names.add(hash_of(secret, &row.get::<NameHash>(0)?.to_be_bytes(), row.get(1)?));
                Ok::<_, ServerSays>(true)
            })?;
            client.query("select word, user_key from user_word", &[], &mut |row| {
                found.words.add(hash_of(secret, row.get::<&str>(0)?.as_bytes(), row.get(1)?));
                Ok::<_, ServerSays>(true)
            })
        })?;
        Ok(found.findings(&expected))
    }
}

fn hash_of(secret: &[u8; 16], entry: &[u8], key: i64) -> u64 {
    let mut hasher = SipHasher13::new_with_key(secret);
    hasher.write(entry);
    hasher.write_i64(key);
    hasher.finish()
}
