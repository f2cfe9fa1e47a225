//! The completion index, and the names of all attributes ever imported, which decide what names a filter can have.

use std::collections::HashSet;

use rusqlite::{params_from_iter, Row};

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::names::NameHash;
use crate::model::number_set::NumberSet;
use crate::model::user::NamedUser;
use crate::store::sqlite::cache::Cache;
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::error::At;
use crate::store::sqlite::snapshot::Snapshot;
use crate::store::sqlite::SqliteStore;
use crate::store::{Begun, CompletionStore, Taken, VisitBegun};

use super::domains::{domain_columns, domain_join};
use super::home_servers::HomeServers;
use super::identity::{identity_columns, IDENTITY_COLUMNS};

const KEYS_BY_WORD: &str =
    "SELECT user_key FROM user_word WHERE word >= ?1 AND word < ?2 ORDER BY word, user_key";

/// The number of consecutive index entries of one user that can be expected.
const ENTRIES_A_USER: usize = 8;
/// The number of keys in one statement: restarting a statement for each key takes longer than finding it.
const ASKED_TOGETHER: usize = 64;

macro_rules! eight_times {
    ($text:expr) => {
        concat!($text, ",", $text, ",", $text, ",", $text, ",", $text, ",", $text, ",", $text, ",", $text)
    };
}

/// `ASKED_TOGETHER` keys, one per row; NULL, which equals nothing, if there are fewer.
macro_rules! asked {
    () => {
        concat!("(VALUES ", eight_times!(eight_times!("(?)")), ") asked")
    };
}

const LIVE: &str = concat!(
    "SELECT ",
    identity_columns!(),
    " FROM ",
    asked!(),
    " CROSS JOIN user u ON u.user_key = asked.column1 WHERE u.gone_since IS NULL"
);

const LIVE_WITH_DOMAIN: &str = concat!(
    "SELECT ",
    identity_columns!(),
    ", ",
    domain_columns!(),
    " FROM ",
    asked!(),
    " CROSS JOIN user u ON u.user_key = asked.column1",
    domain_join!(),
    " WHERE u.gone_since IS NULL"
);

const SHARED: &str = concat!(
    "SELECT asked.column1 FROM ",
    asked!(),
    " WHERE EXISTS (SELECT 1 FROM user_name n WHERE n.name_hash = asked.column1 LIMIT 1 OFFSET 1)"
);

const ATTRIBUTE_NAMES: &str = "SELECT folded_name, spelled_name, seal FROM attribute_name";
const ADD_ATTRIBUTE_NAME: &str =
    "INSERT INTO attribute_name (folded_name, spelled_name, seal) VALUES (?1, ?2, seal(?1, ?2))
    ON CONFLICT (folded_name) DO NOTHING";

impl CompletionStore for SqliteStore {
    fn begun(&self, begun: &Begun<'_>, visit: &mut VisitBegun<'_>) -> Result<HashSet<NameHash>> {
        self.proceed()?;
        self.keep_for(Cache::Lookup)?;
        self.write_pending()?;
        let _snapshot = Snapshot::begin(self)?;
        let (mut seen, mut taken, mut named) = (NumberSet::default(), 0, Vec::new());
        for (place, prefix) in begun.prefixes.iter().enumerate() {
            let most = begun.most.saturating_sub(taken);
            if most == 0 {
                break;
            }
            self.read_begun_with(prefix, begun.with_domain, most, &mut seen, &mut |user| {
                let answer = visit(place, user);
                if let Taken::Named(hash) = answer {
                    named.push(hash);
                }
                taken += usize::from(answer != Taken::No);
                answer != Taken::No
            })?;
        }
        self.read_shared_names(&named)
    }

    fn attribute_names(&self) -> Result<Vec<String>> {
        self.proceed()?;
        self.rows(ATTRIBUTE_NAMES, [], |row| {
            let columns: Columns<'_, 3> = self.sealed(row, 0)?;
            columns.get(1)
        })
    }
}

impl SqliteStore {
    fn read_begun_with(
        &self,
        prefix: &str,
        with_domain: bool,
        most: usize,
        seen: &mut NumberSet,
        visit: &mut dyn FnMut(&NamedUser<'_>) -> bool,
    ) -> Result<()> {
        let end = format!("{}{}", prefix, char::MAX);
        let mut statement = self.connection.prepare_cached(KEYS_BY_WORD).at(&self.location)?;
        let mut rows = statement.query((prefix, end)).at(&self.location)?;
        let (mut keys, mut taken) = (Vec::new(), 0);
        let mut take = |keys: &mut Vec<UserKey>, taken: &mut usize| {
            let read =
                self.read_live_users(keys, with_domain, &mut |user| *taken += usize::from(visit(user)));
            keys.clear();
            read
        };
        let mut entries = most.saturating_mul(ENTRIES_A_USER);
        while let Some(row) = rows.next().at(&self.location)? {
            let key: UserKey = row.get(0).at(&self.location)?;
            // The entries of a user are often adjacent.
            if keys.last() != Some(&key) && seen.insert(key.0) {
                keys.push(key);
            }
            entries = entries.saturating_sub(1);
            // Read together, but at most as many as still fit.
            if taken + keys.len() >= most {
                take(&mut keys, &mut taken)?;
            }
            if entries == 0 || taken >= most {
                break;
            }
        }
        take(&mut keys, &mut taken)
    }

    /// The users with these keys who are in the directory, in the order given.
    fn read_live_users(
        &self,
        keys: &[UserKey],
        with_domain: bool,
        visit: &mut dyn FnMut(&NamedUser<'_>),
    ) -> Result<()> {
        let sql = if with_domain { LIVE_WITH_DOMAIN } else { LIVE };
        let mut statement = self.connection.prepare_cached(sql).at(&self.location)?;
        let mut home_servers = HomeServers::new(self);
        for keys in keys.chunks(ASKED_TOGETHER) {
            let mut rows = statement.query(params_from_iter(padded(keys))).at(&self.location)?;
            while let Some(row) = rows.next().at(&self.location)? {
                visit(&self.named_user(row, with_domain, &mut home_servers).at(&self.location)?);
            }
        }
        Ok(())
    }

    /// The content of a row, if its seals match.
    fn named_user<'r>(
        &self,
        row: &'r Row<'_>,
        with_domain: bool,
        home_servers: &'r mut HomeServers<'_>,
    ) -> rusqlite::Result<NamedUser<'r>> {
        let user = self.identity_row(row)?;
        let domain_names = match user.domain_key()?.filter(|_| with_domain) {
            Some(key) => self
                .domain_names(key, row, IDENTITY_COLUMNS)
                .map(|(dns_name, netbios_name)| [Some(dns_name), Some(netbios_name)])?,
            None => [None; 2],
        };
        let home_server = home_servers.with_key(user.home_server_key()?)?;
        Ok(NamedUser {
            names: user.names()?,
            registrar_pool: home_server.and_then(|server| server.registrar_pool.as_deref()),
            domain_names,
        })
    }

    pub(crate) fn read_shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>> {
        self.write_pending()?;
        let mut statement = self.connection.prepare_cached(SHARED).at(&self.location)?;
        let mut shared = HashSet::new();
        for hashes in hashes.chunks(ASKED_TOGETHER) {
            let mut rows = statement.query(params_from_iter(padded(hashes))).at(&self.location)?;
            while let Some(row) = rows.next().at(&self.location)? {
                shared.insert(row.get(0).at(&self.location)?);
            }
        }
        Ok(shared)
    }

    pub(crate) fn write_words(&self, key: UserKey, removed: &[String], added: &[String]) -> Result<()> {
        if !removed.is_empty() {
            self.write_pending()?;
            for word in removed {
                self.execute("DELETE FROM user_word WHERE word = ?1 AND user_key = ?2", (word, key))?;
            }
        }
        for word in added {
            self.add_word_later(word, key);
        }
        self.write_many_pending()
    }

    /// Adds those names that are not stored, ignoring case.
    pub(crate) fn write_attribute_names(&self, names: &[String]) -> Result<()> {
        for name in names {
            let added = self.execute(ADD_ATTRIBUTE_NAME, (name.to_ascii_lowercase(), name))?;
            (0..added).for_each(|_| self.count_row("attribute_name"));
        }
        Ok(())
    }
}

fn padded<K: Copy>(keys: &[K]) -> impl Iterator<Item = Option<K>> + '_ {
    keys.iter().copied().map(Some).chain(std::iter::repeat(None)).take(ASKED_TOGETHER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::plan::{assert_reads, assert_reads_each};

    #[test]
    fn words_are_read_in_the_order_of_their_index() {
        assert_reads(KEYS_BY_WORD, "SEARCH user_word USING PRIMARY KEY (word>? AND word<?)");
    }

    #[test]
    fn what_is_asked_together_is_found_by_key() {
        for (sql, step) in [
            (LIVE, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"),
            (LIVE_WITH_DOMAIN, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"),
            (SHARED, "SEARCH n USING PRIMARY KEY (name_hash=?)"),
        ] {
            assert_reads_each(sql, "asked", step);
        }
    }
}
