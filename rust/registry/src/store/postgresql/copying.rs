//! Copying: all rows out of a database, and into one with an empty registry. Only the owner may write them: no function of the server
//! takes what it cannot know to be true.

mod rows;

use std::collections::BTreeMap;

use cscert_postgresql::{Error as ServerSays, Parameter};

use crate::error::{Error, Result};
use crate::model::audit::AuditEntry;
use crate::parse::x509::SignedPart;
use crate::store::copying::{Filling, Kind, Table, Value, Visit};
use crate::store::{refuse_during_change, Fill, Store};

use super::connection::request::{new_request, texts_of};
use super::error::Role;
use super::install::unicode;
use super::PostgresqlStore;

use rows::Rows;

/// The rows of a table, with the columns of `Table::columns`. Entries of the audit are referred to by their sequence.
fn reading(table: Table) -> &'static str {
    match table {
        Table::Registry => {
            "select r.registry_id, r.hash_secret, w.users, w.certificates from registry r, writer w"
        }
        Table::Domains => "select domain_key, dns_name, netbios_name, assumed from domain order by domain_key",
        Table::Pools => "select pool_key, dns_host_name from pool order by pool_key",
        Table::HomeServers => {
            "select home_server_key, distinguished_name, pool_key, registrar_pool from home_server order by home_server_key"
        }
        Table::AttributeNames => "select folded_name, spelled_name from attribute_name order by folded_name",
        Table::AuditEntries => {
            "select sequence, time, operating_system_user, host, process, command, action, outcome, reason, user_key, user_name,
                certificates, detail, account, login_user, remote_caller, previous_hash, hash from audit order by sequence"
        }
        Table::Users => {
            "select u.user_key, u.object_guid, u.distinguished_name, u.sip_address, u.user_principal_name, u.sam_account_name,
                u.display_name, u.common_name, u.user_account_control, u.domain_key, u.home_server_key, u.gone_since, a.sequence,
                u.enabled, u.option_flags, u.when_created, u.when_changed, u.line_uri, u.given_name, u.surname, u.department,
                u.title, u.attributes
             from users u left join audit a on a.entry_id = u.gone_entry order by u.user_key"
        }
        Table::Names => "select name_hash, user_key from user_name order by name_hash, user_key",
        Table::Words => "select word, user_key from user_word order by word, user_key",
        Table::Certificates => {
            "select c.certificate_key, c.user_key, c.publication_time, c.not_before, c.not_after, c.revocation_time,
                c.revocation_reason, p.sequence, r.sequence, c.certificate_type, c.device_id, c.sha1, c.serial_number, c.subject,
                c.issuer, t.der
             from certificate c left join certificate_content t on t.certificate_key = c.certificate_key
             left join audit p on p.entry_id = c.publication_entry left join audit r on r.entry_id = c.revocation_entry
             order by c.certificate_key"
        }
        Table::Lookups => {
            "select l.lookup_hash, c.user_key, l.certificate_key from certificate_lookup l
             left join certificate c on c.certificate_key = l.certificate_key order by l.lookup_hash, c.user_key, l.certificate_key"
        }
        // Hashes of issues are the negative ones next to 0.
        Table::SharedIssues => {
            "select s.certificate_key, l.lookup_hash from shared_issue s
             left join certificate_lookup l on l.certificate_key = s.certificate_key
                and l.lookup_hash between -4611686018427387904 and -1
             order by s.certificate_key"
        }
    }
}

/// Adds rows, whose columns come as arrays; to the audit with the number of the change that brings them. The entries of a copy have their
/// sequence as their number.
fn writing(table: Table) -> &'static str {
    match table {
        Table::Registry => {
            "with keys as (update writer set users = ($3::bigint[])[1], certificates = ($4::bigint[])[1])
             update registry set registry_id = coalesce(($1::bytea[])[1], registry_id), hash_secret = ($2::bytea[])[1]"
        }
        Table::Domains => "insert into domain select * from unnest($1, $2, $3, $4)",
        Table::Pools => "insert into pool select * from unnest($1, $2)",
        Table::HomeServers => "insert into home_server select * from unnest($1, $2, $3, $4)",
        Table::AttributeNames => "insert into attribute_name select * from unnest($1, $2)",
        Table::AuditEntries => {
            "insert into audit select e.*, e.sequence, $19
             from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) e (sequence)"
        }
        Table::Users => {
            "insert into users (user_key, object_guid, distinguished_name, sip_address, user_principal_name, sam_account_name,
                display_name, common_name, user_account_control, domain_key, home_server_key, gone_since, gone_entry, enabled,
                option_flags, when_created, when_changed, line_uri, given_name, surname, department, title, attributes)
             select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                $22, $23)"
        }
        Table::Names => "insert into user_name select * from unnest($1, $2)",
        Table::Words => "insert into user_word select * from unnest($1, $2)",
        Table::Certificates => {
            "with new as (
                select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                    c (certificate_key, user_key, publication_time, not_before, not_after, revocation_time, revocation_reason,
                        publication_entry, revocation_entry, certificate_type, device_id, sha1, serial_number, subject, issuer, der)),
             content as (insert into certificate_content (certificate_key, der) select certificate_key, der from new)
             insert into certificate (certificate_key, user_key, publication_time, not_before, not_after, publication_entry,
                revocation_time, revocation_reason, revocation_entry, revoked_by, certificate_type, device_id, sha1, sha256,
                serial_number, subject, issuer)
             select n.certificate_key, n.user_key, n.publication_time, n.not_before, n.not_after, n.publication_entry,
                n.revocation_time, n.revocation_reason, n.revocation_entry, a.operating_system_user, n.certificate_type,
                n.device_id, n.sha1, sha256(n.der), n.serial_number, n.subject, n.issuer
             from new n left join audit a on a.sequence = n.revocation_entry"
        }
        Table::Lookups => {
            "insert into certificate_lookup (lookup_hash, certificate_key)
             select hash, key from unnest($1, $2, $3) l (hash, user_key, key)"
        }
        Table::SharedIssues => "insert into shared_issue (certificate_key, issue) select * from unnest($1, $2)",
    }
}

const BECOME_OWNER: &str = "set local role cscert_owner";
/// Whoever changes anything has begun a change: those that are under way are waited for, others wait.
const EXCLUDE_OTHERS: &str = "lock table change in share row exclusive mode";
const IS_EMPTY: &str = "select not exists (select from audit) and not exists (select from users)
    and not exists (select from certificate) and not exists (select from domain) and not exists (select from pool)
    and not exists (select from home_server) and not exists (select from attribute_name)";
const BEGIN: &str = "select change_id from begin_change($1, 'Copy', $2)";
/// Names are folded as here: the check of a copy finds out.
const SET_UNICODE: &str = "update registry set unicode = $1";
const SET_HEAD: &str = "update audit_head h set sequence = a.sequence, time = a.time, hash = a.hash
    from (select * from audit order by sequence desc limit 1) a";
const SKIP_ENTRIES: &str =
    "select setval('entry_id', greatest(max(a.sequence), (select last_value from entry_id)))
    from audit a having max(a.sequence) is not null";
const RECORD: &str = "insert into pending_entry values ($1, 0, nextval('entry_id'), now_in_microseconds(), 'Copy', 'Succeeded', null,
    null, null, $2, $3)";
/// Chains it now, so that what is checked is what is committed.
const CHAIN: &str = "set constraints all immediate";
const ANALYZE: &str =
    "analyze domain, pool, home_server, attribute_name, audit, users, user_name, user_word, certificate,
    certificate_content, certificate_lookup, shared_issue";
const CONTENTS: &str = "select der from certificate_content where certificate_key = $1";

impl PostgresqlStore {
    pub(super) fn read_everything(&self, visit: &mut Visit<'_>) -> Result<()> {
        self.proceed()?;
        refuse_during_change(self.importing.borrow().is_some(), "copy")?;
        self.read_at_one_moment(&mut || {
            Table::ALL.into_iter().try_for_each(|table| self.read_table(table, visit))
        })
    }

    fn read_table(&self, table: Table, visit: &mut Visit<'_>) -> Result<()> {
        let columns = table.columns();
        let mut failure = None;
        let read = self.connection.client().and_then(|mut client| {
            client.query(reading(table), &[], &mut |row| {
                let mut values = [Value::Null; Table::MOST_COLUMNS];
                for (at, kind) in columns.iter().enumerate() {
                    let value = match kind {
                        Kind::Number => row.get::<Option<i64>>(at)?.map(Value::Number),
                        Kind::Flag => row.get::<Option<bool>>(at)?.map(|flag| Value::Number(flag.into())),
                        Kind::Text => row.get::<Option<&str>>(at)?.map(Value::Text),
                        Kind::Bytes => row.get::<Option<&[u8]>>(at)?.map(Value::Bytes),
                    };
                    values[at] = value.unwrap_or(Value::Null);
                }
                failure = visit(table, &values[..columns.len()]).err();
                Ok::<_, ServerSays>(failure.is_none())
            })
        });
        match failure {
            Some(failure) => Err(failure),
            None => read.map(|_| ()).map_err(|error| self.connection.error(error, Role::Auditor)),
        }
    }

    pub(super) fn fill_all(&self, fill: &mut Fill<'_>) -> Result<()> {
        self.refuse_second_change()?;
        let identity = self.connection.identity.get();
        let filled = self.try_filling(fill).and_then(|()| {
            self.proceed()?;
            // The copy has the hash secret of its source, which no other registry has.
            self.commit_or_settle(Role::Owner, || {
                let there = self.connection.look_again().ok()?;
                Some(there == self.connection.identity.get())
            })
        });
        // Harmless where it was committed.
        self.connection.rollback();
        if filled.is_err() {
            self.connection.identity.set(identity);
        }
        filled
    }

    fn try_filling(&self, fill: &mut Fill<'_>) -> Result<()> {
        self.connection.begin("")?;
        self.connection.call(Role::Owner, BECOME_OWNER, &[])?;
        self.connection.call(Role::Owner, EXCLUDE_OTHERS, &[])?;
        if !self.connection.row(Role::Owner, IS_EMPTY, &[], |row| row.get(0))? {
            return Err(Error::RegistryNotEmpty { location: self.connection.location().to_owned() });
        }
        let (request, caller) = (new_request(), texts_of(&self.caller));
        let change = self.connection.row(Role::Owner, BEGIN, &[&request, &&caller[..]], |row| row.get(0))?;
        fill(&mut FillingDatabase {
            store: self,
            change,
            rows: Rows::of(Table::Registry),
            issues: BTreeMap::new(),
        })
    }
}

struct FillingDatabase<'s> {
    store: &'s PostgresqlStore,
    change: i64,
    /// What waits to be written.
    rows: Rows,
    /// Certificates that share an issue, by its hash: few.
    issues: BTreeMap<i64, Vec<i64>>,
}

impl FillingDatabase<'_> {
    fn call(&self, sql: &str, parameters: &[&dyn Parameter]) -> Result<()> {
        self.store.connection.call(Role::Owner, sql, parameters)
    }

    fn write(&mut self, next: Table) -> Result<()> {
        let rows = std::mem::replace(&mut self.rows, Rows::of(next));
        if rows.is_empty() {
            return Ok(());
        }
        let mut parameters = rows.parameters();
        if rows.table() == Table::AuditEntries {
            parameters.push(&self.change);
        }
        // The batch before is written by then.
        self.store.connection.settle()?;
        self.store.connection.call_later(Role::Owner, writing(rows.table()), &parameters)?;
        match rows.table() {
            Table::Registry => self.store.connection.read_identity(),
            _ => Ok(()),
        }
    }

    /// Two issues may have one hash by chance; here each has a number.
    fn write_issues(&mut self) -> Result<()> {
        for keys in std::mem::take(&mut self.issues).into_values() {
            let mut contents: Vec<(i64, Vec<u8>)> = Vec::new();
            for key in keys {
                let der = self.store.connection.row(Role::Owner, CONTENTS, &[&key], |row| row.get(0))?;
                contents.push((key, der));
            }
            let is_same = |one: &[u8], other: &[u8]| match (SignedPart::read(one), SignedPart::read(other)) {
                (Some(one), Some(other)) => one.issue() == other.issue(),
                _ => false,
            };
            for (key, der) in &contents {
                // Its own at the latest.
                let first = contents.iter().find(|(_, other)| other == der || is_same(other, der));
                let issue = first.map_or(*key, |(first, _)| *first);
                self.call(writing(Table::SharedIssues), &[&vec![*key], &vec![issue]])?;
            }
        }
        Ok(())
    }
}

impl Filling for FillingDatabase<'_> {
    fn put(&mut self, table: Table, row: &[Value<'_>]) -> Result<()> {
        match (table, row) {
            (Table::SharedIssues, [Value::Number(certificate), Value::Number(hash)]) => {
                self.issues.entry(*hash).or_default().push(*certificate);
                return Ok(());
            }
            _ if table != self.rows.table() => self.write(table)?,
            _ => {}
        }
        if row.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0'))) {
            let store: &dyn Store = self.store;
            return Err(Error::unavailable(
                store.facts().location,
                "PostgreSQL cannot store the character U+0000, which a text of the other registry contains; \
                 nothing was copied",
            ));
        }
        self.rows.push(row);
        if self.rows.is_full() {
            self.write(table)?;
        }
        Ok(())
    }

    fn end(&mut self, entry: Option<AuditEntry>) -> Result<()> {
        self.write(Table::SharedIssues)?;
        self.write_issues()?;
        self.call(SET_UNICODE, &[&unicode()])?;
        self.call(SET_HEAD, &[])?;
        self.call(SKIP_ENTRIES, &[])?;
        if let Some(entry) = entry {
            let certificates = i64::try_from(entry.certificates).unwrap_or(i64::MAX);
            self.call(RECORD, &[&self.change, &certificates, &entry.detail])?;
        }
        self.call(CHAIN, &[])?;
        self.call(ANALYZE, &[])
    }
}
