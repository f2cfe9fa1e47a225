//! Copying: all rows out of a file, whose seals are verified, and into an empty one, where they are sealed.

use std::sync::atomic::Ordering;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{params_from_iter, ToSql};

use crate::error::{Error, Result};
use crate::model::audit::AuditEntry;
use crate::store::copying::{Filling, Kind, Table, Value, Visit};
use crate::store::{refuse_during_change, Fill};

use super::audit::APPEND;
use super::cache::Cache;
use super::certificates::INSERT_CONTENT;
use super::error::At;
use super::seal;
use super::snapshot::Snapshot;
use super::transaction::Transaction;
use super::SqliteStore;

/// The rows of a table; the last column is whether their seals match.
fn reading(table: Table) -> &'static str {
    match table {
        Table::Registry => {
            "SELECT registry_id, hash_secret,
                coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'user'), 0),
                coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'certificate_content'), 0), 1
             FROM registry"
        }
        Table::Domains => {
            "SELECT domain_key, dns_name, netbios_name, assumed, seal = seal(domain_key, dns_name, netbios_name, assumed)
             FROM domain ORDER BY domain_key"
        }
        Table::Pools => {
            "SELECT pool_key, dns_host_name, seal = seal(pool_key, dns_host_name) FROM pool ORDER BY pool_key"
        }
        Table::HomeServers => {
            "SELECT home_server_key, distinguished_name, pool_key, registrar_pool,
                seal = seal(home_server_key, distinguished_name, pool_key, registrar_pool)
             FROM home_server ORDER BY home_server_key"
        }
        Table::AttributeNames => {
            "SELECT folded_name, spelled_name, seal = seal(folded_name, spelled_name)
             FROM attribute_name ORDER BY folded_name"
        }
        Table::AuditEntries => {
            "SELECT sequence, time, operating_system_user, host, process, command, action, outcome, reason, user_key, user_name,
                certificates, detail, account, login_user, remote_caller, previous_hash, hash, 1
             FROM audit ORDER BY sequence"
        }
        Table::Users => {
            "SELECT user_key, object_guid, distinguished_name, sip_address, user_principal_name, sam_account_name, display_name,
                common_name, user_account_control, domain_key, home_server_key, gone_since, gone_entry, enabled, option_flags,
                when_created, when_changed, line_uri, given_name, surname, department, title, attributes,
                identity_seal = seal(user_key, object_guid, distinguished_name, sip_address, user_principal_name,
                    sam_account_name, display_name, common_name, user_account_control, domain_key, home_server_key, gone_since)
                AND seal = seal(user_key, gone_entry, enabled, option_flags, when_created, when_changed, line_uri, given_name,
                    surname, department, title, attributes)
             FROM user ORDER BY user_key"
        }
        Table::Names => "SELECT name_hash, user_key, 1 FROM user_name ORDER BY name_hash, user_key",
        Table::Words => "SELECT word, user_key, 1 FROM user_word ORDER BY word, user_key",
        Table::Certificates => {
            "SELECT c.certificate_key, c.user_key, c.publication_time, c.not_before, c.not_after, c.revocation_time,
                c.revocation_reason, c.publication_entry, c.revocation_entry, certificate_type(c.details), device_of(c.details),
                sha1_of(c.details), serial_number_of(c.details), subject_of(c.details), issuer_of(c.details), t.der,
                c.seal = seal(c.certificate_key, c.user_key, c.publication_time, c.not_before, c.not_after, c.revocation_time,
                    c.revocation_reason, c.publication_entry, c.revocation_entry, c.details)
                AND t.seal = seal(t.certificate_key, t.der)
             FROM certificate c LEFT JOIN certificate_content t ON t.certificate_key = c.certificate_key
             ORDER BY c.user_key, c.certificate_key"
        }
        Table::Lookups => {
            "SELECT lookup_hash, user_key, certificate_key, 1 FROM certificate_lookup
             ORDER BY lookup_hash, user_key, certificate_key"
        }
        Table::SharedIssues => {
            "SELECT certificate_key, lookup_hash, 1 FROM shared_issue ORDER BY certificate_key"
        }
    }
}

/// Adds a row to a table.
fn writing(table: Table) -> &'static str {
    match table {
        Table::Registry => "UPDATE registry SET registry_id = coalesce(?1, registry_id), hash_secret = ?2",
        Table::Domains => "INSERT INTO domain VALUES (?1, ?2, ?3, ?4, seal(?1, ?2, ?3, ?4))",
        Table::Pools => "INSERT INTO pool VALUES (?1, ?2, seal(?1, ?2))",
        Table::HomeServers => "INSERT INTO home_server VALUES (?1, ?2, ?3, ?4, seal(?1, ?2, ?3, ?4))",
        Table::AttributeNames => "INSERT INTO attribute_name VALUES (?1, ?2, seal(?1, ?2))",
        Table::AuditEntries => APPEND,
        Table::Users => {
            "INSERT INTO user (user_key, object_guid, distinguished_name, sip_address, user_principal_name, sam_account_name,
                display_name, common_name, user_account_control, domain_key, home_server_key, gone_since, gone_entry, enabled,
                option_flags, when_created, when_changed, line_uri, given_name, surname, department, title, attributes,
                identity_seal, seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
                seal(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12),
                seal(?1, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23))"
        }
        Table::Names => "INSERT INTO user_name VALUES (?1, ?2)",
        Table::Words => "INSERT INTO user_word VALUES (?1, ?2)",
        Table::Certificates => {
            "INSERT INTO certificate (certificate_key, user_key, publication_time, not_before, not_after, revocation_time,
                revocation_reason, publication_entry, revocation_entry, details, seal)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, details, seal(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, details)
             FROM (SELECT details_of(?10, ?11, ?12, ?13, ?14, ?15) AS details)"
        }
        Table::Lookups => "INSERT INTO certificate_lookup VALUES (?1, ?2, ?3)",
        Table::SharedIssues => "INSERT INTO shared_issue VALUES (?1, ?2)",
    }
}

const IS_EMPTY: &str = "SELECT NOT EXISTS (SELECT 1 FROM audit) AND NOT EXISTS (SELECT 1 FROM user)
    AND NOT EXISTS (SELECT 1 FROM certificate_content) AND NOT EXISTS (SELECT 1 FROM domain)
    AND NOT EXISTS (SELECT 1 FROM pool) AND NOT EXISTS (SELECT 1 FROM home_server)
    AND NOT EXISTS (SELECT 1 FROM attribute_name)";

/// How many rows there are now; rows are never deleted.
const COUNT_ROWS: &str = "UPDATE row_count SET row_count = CASE table_name
    WHEN 'domain' THEN (SELECT count(*) FROM domain) WHEN 'pool' THEN (SELECT count(*) FROM pool)
    WHEN 'home_server' THEN (SELECT count(*) FROM home_server) WHEN 'user' THEN (SELECT count(*) FROM user)
    WHEN 'attribute_name' THEN (SELECT count(*) FROM attribute_name) END";

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Number(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The value of a column, if it is of that kind.
fn value(value: ValueRef<'_>, kind: Kind) -> rusqlite::Result<Value<'_>> {
    Ok(match (value, kind) {
        (ValueRef::Null, _) => Value::Null,
        (value, Kind::Number | Kind::Flag) => Value::Number(value.as_i64()?),
        (value, Kind::Text) => Value::Text(value.as_str()?),
        (value, Kind::Bytes) => Value::Bytes(value.as_blob()?),
    })
}

impl SqliteStore {
    pub(super) fn read_everything(&self, visit: &mut Visit<'_>) -> Result<()> {
        self.proceed()?;
        refuse_during_change(self.is_changing(), "copy")?;
        let _snapshot = Snapshot::begin(self)?;
        Table::ALL.into_iter().try_for_each(|table| self.read_table(table, visit))
    }

    fn read_table(&self, table: Table, visit: &mut Visit<'_>) -> Result<()> {
        let columns = table.columns();
        let mut statement = self.connection.prepare_cached(reading(table)).at(&self.location)?;
        let mut rows = statement.query([]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let mut values = [Value::Null; Table::MOST_COLUMNS];
            let mut read = || -> rusqlite::Result<()> {
                for (at, kind) in columns.iter().enumerate() {
                    values[at] = value(row.get_ref(at)?, *kind)?;
                }
                // Null where the content of a certificate is missing.
                match row.get::<_, Option<bool>>(columns.len())? {
                    Some(true) => Ok(()),
                    _ => Err(seal::broken()),
                }
            };
            read().at(&self.location)?;
            visit(table, &values[..columns.len()])?;
        }
        Ok(())
    }

    pub(super) fn fill_all(&self, fill: &mut Fill<'_>) -> Result<()> {
        self.keep_for(Cache::Import)?;
        let transaction = Transaction::begin(self)?;
        let identity = self.identity.get();
        let filled = self.try_filling(fill).and_then(|()| transaction.end(false));
        if filled.is_err() {
            let _ = self.know_identity(identity);
        }
        filled
    }

    fn try_filling(&self, fill: &mut Fill<'_>) -> Result<()> {
        // Nobody relies on it before it is committed: an interrupt ends it anywhere.
        self.stop.changing.store(false, Ordering::SeqCst);
        if !self.row(IS_EMPTY, [], |row| row.get(0))? {
            return Err(Error::RegistryNotEmpty { location: self.location.clone() });
        }
        fill(&mut FillingFile { store: self, last_keys: [0; 2] })?;
        self.stop.check_interrupt()?;
        self.stop.changing.store(true, Ordering::SeqCst);
        Ok(())
    }
}

struct FillingFile<'s> {
    store: &'s SqliteStore,
    /// Of users and certificates.
    last_keys: [i64; 2],
}

impl FillingFile<'_> {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.store.execute(sql, params_from_iter(values)).map(|_| ())
    }
}

impl Filling for FillingFile<'_> {
    fn put(&mut self, table: Table, row: &[Value<'_>]) -> Result<()> {
        self.store.stop.check_interrupt()?;
        match (table, row) {
            (Table::Registry, [_, _, Value::Number(user), Value::Number(certificate)]) => {
                self.last_keys = [*user, *certificate];
                self.execute(writing(table), &row[..2])?;
                self.store.load_identity()
            }
            (Table::Certificates, [key, .., der]) => {
                self.execute(INSERT_CONTENT, &[*key, *der])?;
                self.execute(writing(table), &row[..row.len() - 1])
            }
            _ => self.execute(writing(table), row),
        }
    }

    fn end(&mut self, entry: Option<AuditEntry>) -> Result<()> {
        self.execute(COUNT_ROWS, &[])?;
        for (table, key) in ["user", "certificate_content"].into_iter().zip(self.last_keys) {
            self.execute("DELETE FROM sqlite_sequence WHERE name = ?1", &[Value::Text(table)])?;
            if key > 0 {
                let row = [Value::Text(table), Value::Number(key)];
                self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", &row)?;
            }
        }
        match entry {
            Some(mut entry) => self.store.audit_end()?.append(&mut entry).map(|_| ()),
            None => Ok(()),
        }
    }
}
