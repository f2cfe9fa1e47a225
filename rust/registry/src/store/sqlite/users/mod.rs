//! Users.

pub(super) mod domains;
pub(super) mod holders;
pub(super) mod home_servers;
pub(super) mod identity;
pub(super) mod names;
pub(super) mod words;

use rusqlite::{params_from_iter, Params};

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::names::NameHasher;
use crate::model::time::Microseconds;
use crate::model::user::{UserFields, UserRow, UserSelection};
use crate::store::{OneUser, Rows, UserStore, VisitHolding, VisitUser, Wanted};

use super::cache::Cache;
use super::columns::Columns;
use super::error::At;
use super::filter::{self, Statement};
use super::snapshot::Snapshot;
use super::SqliteStore;

use home_servers::HomeServers;

macro_rules! user_columns {
    () => {
        "u.user_key, u.object_guid, u.gone_since, u.distinguished_name, u.sip_address, u.user_principal_name,
         u.sam_account_name, u.display_name, u.common_name, u.enabled, u.user_account_control, u.option_flags,
         u.when_created, u.when_changed, u.line_uri, u.given_name, u.surname, u.department, u.title, u.attributes,
         u.gone_entry, u.domain_key, u.home_server_key, u.identity_seal, u.seal"
    };
}

/// How many columns a user has.
const COLUMNS: usize = 25;
/// The columns under the identity seal: what a name is compared with, and what an answer about the user rests on.
const IDENTITY_SEALED: [usize; 12] = [0, 1, 3, 4, 5, 6, 7, 8, 10, 21, HOME_SERVER_KEY, 2];
const IDENTITY_SEAL: usize = 23;
const HOME_SERVER_KEY: usize = 22;
/// The columns under the other seal.
const SEALED: [usize; 12] = [0, 20, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const SEAL: usize = 24;

const ONE: &str = concat!("SELECT ", user_columns!(), " FROM user u WHERE u.user_key = ?1");

const WITH_GUID: &str = concat!("SELECT ", user_columns!(), " FROM user u WHERE u.object_guid = ?1");

const INSERT: &str = "INSERT INTO user (object_guid, distinguished_name, sip_address, user_principal_name, sam_account_name,
    display_name, common_name, enabled, user_account_control, option_flags, when_created, when_changed, line_uri,
    given_name, surname, department, title, attributes, domain_key, home_server_key, user_key, identity_seal, seal)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
    seal(?21, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9, ?19, ?20, NULL),
    seal(?21, NULL, ?8, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18))";

const UPDATE: &str = "UPDATE user SET object_guid = ?1, distinguished_name = ?2, sip_address = ?3, user_principal_name = ?4,
    sam_account_name = ?5, display_name = ?6, common_name = ?7, enabled = ?8, user_account_control = ?9,
    option_flags = ?10, when_created = ?11, when_changed = ?12, line_uri = ?13, given_name = ?14, surname = ?15,
    department = ?16, title = ?17, attributes = ?18, domain_key = ?19, home_server_key = ?20,
    gone_since = NULL, gone_entry = NULL,
    identity_seal = seal(?21, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9, ?19, ?20, NULL),
    seal = seal(?21, NULL, ?8, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
    WHERE user_key = ?21";

const MARK_GONE: &str = "UPDATE user SET gone_since = ?2, gone_entry = ?3,
    identity_seal = seal(user_key, object_guid, distinguished_name, sip_address, user_principal_name, sam_account_name,
        display_name, common_name, user_account_control, domain_key, home_server_key, ?2),
    seal = seal(user_key, ?3, enabled, option_flags, when_created, when_changed, line_uri, given_name,
        surname, department, title, attributes)
    WHERE user_key = ?1";

const GONE: &str = "SELECT u.user_key FROM user u INDEXED BY user_gone WHERE u.gone_since IS NOT NULL AND EXISTS (
    SELECT 1 FROM certificate c
    WHERE c.user_key = u.user_key AND c.revocation_time IS NULL AND c.not_before <= ?1 AND +c.not_after >= ?1)";

impl UserStore for SqliteStore {
    fn holders(&self, wanted: &[Wanted], rows: Rows, visit: &mut VisitHolding<'_>) -> Result<()> {
        self.proceed()?;
        self.keep_for(Cache::Lookup)?;
        // One statement is at one moment anyhow.
        let _snapshot = if wanted.len() > 1 { Some(Snapshot::begin(self)?) } else { None };
        for (place, wanted) in wanted.iter().enumerate() {
            self.stop.check_interrupt()?;
            if !self.read_holders_of(*wanted, rows, &mut |holding| visit(place, holding))? {
                break;
            }
        }
        Ok(())
    }

    fn user(&self, user: OneUser, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()> {
        self.stop.check_interrupt()?;
        match user {
            OneUser::Key(key) => self.visit_users(ONE, [key], visit),
            OneUser::Guid(guid) => self.visit_users(WITH_GUID, [guid.directory_bytes()], visit),
        }
    }

    fn users_after(
        &self,
        selection: &UserSelection,
        after_key: UserKey,
        limit: usize,
        visit: &mut VisitUser<'_>,
    ) -> Result<Option<UserKey>> {
        self.proceed()?;
        self.write_pending()?;
        if after_key == UserKey::default() {
            self.progress.begin(self.last_keys()?.users.0.unsigned_abs());
        }
        let (_, users) = self.progress.known();
        self.progress.reach(after_key.0.unsigned_abs(), users);
        let hasher = NameHasher::new(self.identity.get().hash_secret);
        let selected = filter::statement(user_columns!(), selection, hasher, after_key.0);
        let Statement { sql, values, mut undecided } = match selected {
            Some(selected) => selected,
            None => {
                self.progress.reach(users, users);
                return Ok(None);
            }
        };
        let mut statement = self.connection.prepare_cached(&sql).at(&self.location)?;
        let mut rows = statement.query(params_from_iter(&values)).at(&self.location)?;
        let (mut last, mut left) = (None, limit);
        let mut home_servers = HomeServers::new(self);
        while let Some(row) = if left > 0 { rows.next().at(&self.location)? } else { None } {
            let columns = Columns::read(row).at(&self.location)?;
            let user = user_row(&columns, &mut home_servers).at(&self.location)?;
            if let Some(undecided) = &mut undecided {
                let damaged = |reason| Error::corrupt(&self.location, reason);
                if !undecided.is_selected(&user).map_err(damaged)? {
                    self.progress.reach(user.key.0.unsigned_abs(), users);
                    continue;
                }
            }
            self.verify_user(&columns).at(&self.location)?;
            last = Some(user.key);
            left -= 1;
            visit(&user)?;
        }
        self.progress.reach(last.map_or(users, |last| last.0.unsigned_abs()), users);
        Ok(last)
    }

    fn gone_holders(&self, now: Microseconds, unless_same: bool) -> Result<Option<Vec<UserKey>>> {
        let committed = self.committed_state();
        if unless_same && committed == self.gone_holders_of.get() {
            return Ok(None);
        }
        self.proceed()?;
        let keys = self.rows(GONE, [now], |row| row.get(0))?;
        self.gone_holders_of.set(committed);
        Ok(Some(keys))
    }
}

impl SqliteStore {
    fn visit_users(&self, sql: &str, values: impl Params, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()> {
        let mut home_servers = HomeServers::new(self);
        self.each_row(sql, values, |row| {
            let columns = Columns::read(row).at(&self.location)?;
            self.verify_user(&columns).at(&self.location)?;
            visit(&user_row(&columns, &mut home_servers).at(&self.location)?);
            Ok(())
        })
    }

    /// The last key that was ever given, 0 before the first.
    pub(super) fn last_key(&self, table: &str) -> Result<i64> {
        let last =
            self.first_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |row| row.get(0))?;
        Ok(last.unwrap_or(0))
    }

    /// The key after the last that was ever given: known beforehand, because a row's seal covers it. Within a transaction nobody
    /// else gives any.
    pub(super) fn next_key(&self, table: &'static str) -> Result<i64> {
        let known = self.pending.borrow().last_keys.get(table).copied();
        let last = match known {
            Some(last) => last,
            None => self.last_key(table)?,
        };
        let next = last
            .checked_add(1)
            .ok_or_else(|| Error::corrupt(&self.location, "it has no more keys to give"))?;
        self.pending.borrow_mut().last_keys.insert(table, next);
        Ok(next)
    }

    pub(super) fn insert_user(&self, fields: &UserFields<String>, domain: Option<i64>) -> Result<UserKey> {
        let key = UserKey(self.next_key("user")?);
        self.write_user(INSERT, key, fields, domain)?;
        self.count_row("user");
        Ok(key)
    }

    pub(super) fn update_user(
        &self,
        key: UserKey,
        fields: &UserFields<String>,
        domain: Option<i64>,
    ) -> Result<()> {
        self.write_user(UPDATE, key, fields, domain)
    }

    fn write_user(
        &self,
        sql: &str,
        key: UserKey,
        fields: &UserFields<String>,
        domain: Option<i64>,
    ) -> Result<()> {
        let home_server = match &fields.home_server {
            Some(name) => Some(self.home_server_key(name)?),
            None => None,
        };
        let guid = fields.object_guid.map(|guid| *guid.directory_bytes());
        let values: [&dyn rusqlite::ToSql; 21] = [
            &guid,
            &fields.distinguished_name,
            &fields.sip_address,
            &fields.user_principal_name,
            &fields.sam_account_name,
            &fields.display_name,
            &fields.common_name,
            &fields.enabled,
            &fields.user_account_control,
            &fields.option_flags,
            &fields.when_created,
            &fields.when_changed,
            &fields.line_uri,
            &fields.given_name,
            &fields.surname,
            &fields.department,
            &fields.title,
            &fields.attributes,
            &domain,
            &home_server,
            &key,
        ];
        self.execute(sql, &values[..]).map(|_| ())
    }

    pub(super) fn write_gone(&self, key: UserKey, since: Microseconds, entry: i64) -> Result<()> {
        self.execute(MARK_GONE, (key, since, entry)).map(|_| ())
    }
}

impl SqliteStore {
    /// Both seals of a row.
    fn verify_user(&self, columns: &Columns<'_, COLUMNS>) -> rusqlite::Result<()> {
        columns.verify(&self.identity.get().hash_secret, &IDENTITY_SEALED, IDENTITY_SEAL)?;
        columns.verify(&self.identity.get().hash_secret, &SEALED, SEAL)
    }
}

fn user_row<'r>(
    columns: &Columns<'r, COLUMNS>,
    home_servers: &'r mut HomeServers<'_>,
) -> rusqlite::Result<UserRow<'r>> {
    let home_server = home_servers.with_key(columns.get(HOME_SERVER_KEY)?)?;
    Ok(UserRow {
        key: columns.get(0)?,
        gone_since: columns.get(2)?,
        registrar_pool: home_server.and_then(|server| server.registrar_pool.as_deref()),
        fields: UserFields {
            object_guid: columns.get::<Option<[u8; 16]>>(1)?.map(Guid::from_directory_bytes),
            distinguished_name: columns.text(3)?,
            sip_address: columns.text_or_null(4)?,
            user_principal_name: columns.text_or_null(5)?,
            sam_account_name: columns.text_or_null(6)?,
            display_name: columns.text_or_null(7)?,
            common_name: columns.text_or_null(8)?,
            enabled: columns.get(9)?,
            user_account_control: columns.get(10)?,
            option_flags: columns.get(11)?,
            when_created: columns.get(12)?,
            when_changed: columns.get(13)?,
            line_uri: columns.text_or_null(14)?,
            given_name: columns.text_or_null(15)?,
            surname: columns.text_or_null(16)?,
            department: columns.text_or_null(17)?,
            title: columns.text_or_null(18)?,
            attributes: columns.text_or_null(19)?,
            home_server: home_server.map(|server| &*server.distinguished_name),
        },
    })
}
