//! The completion index.

use crate::error::Result;
use crate::identity::names::NameHash;
use crate::user::NameRow;

use super::cache::Cache;
use super::error::At;
use super::names::{home_server_join, name_columns, name_joins, AFTER_NAME};
use super::SqliteStore;

const KEYS_BY_WORD: &str =
    "SELECT user_key FROM user_word WHERE word >= ?1 AND word < ?2 ORDER BY word, user_key";

const LIVE: &str = concat!(
    "SELECT ",
    name_columns!(),
    ", h.registrar_pool FROM user u",
    name_joins!(),
    "WHERE u.user_key = ?1 AND u.gone_since IS NULL"
);

impl SqliteStore {
    pub(super) fn read_user_keys_by_word(
        &self,
        prefix: &str,
        visit: &mut dyn FnMut(i64) -> Result<bool>,
    ) -> Result<()> {
        self.keep_for(Cache::Lookup)?;
        self.write_pending()?;
        let end = format!("{}{}", prefix, char::MAX);
        let mut statement = self.connection.prepare_cached(KEYS_BY_WORD).at(&self.location)?;
        let mut rows = statement.query((prefix, end)).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            if !visit(row.get(0).at(&self.location)?)? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn read_live_user(
        &self,
        key: i64,
        visit: &mut dyn FnMut(&NameRow<'_>, Option<&str>),
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(LIVE).at(&self.location)?;
        let mut rows = statement.query([key]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let user = self.name_row(row).at(&self.location)?;
            let pool =
                row.get_ref(AFTER_NAME).and_then(|value| Ok(value.as_str_or_null()?)).at(&self.location)?;
            visit(&user, pool);
        }
        Ok(())
    }

    pub(super) fn read_is_shared_name(&self, hash: NameHash) -> Result<bool> {
        self.write_pending_of(hash)?;
        self.connection
            .prepare_cached("SELECT count(*) > 1 FROM (SELECT 1 FROM user_name WHERE name_hash = ?1 LIMIT 2)")
            .and_then(|mut s| s.query_row([hash], |row| row.get(0)))
            .at(&self.location)
    }

    pub(super) fn write_words(&self, key: i64, removed: &[String], added: &[String]) -> Result<()> {
        if !removed.is_empty() {
            self.write_pending()?;
            let mut delete = self
                .connection
                .prepare_cached("DELETE FROM user_word WHERE word = ?1 AND user_key = ?2")
                .at(&self.location)?;
            for word in removed {
                delete.execute((word, key)).at(&self.location)?;
            }
        }
        for word in added {
            self.add_word_later(word, key);
        }
        self.write_many_pending()
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::assert_reads;
    use super::*;

    #[test]
    fn words_are_read_in_the_order_of_their_index() {
        assert_reads(KEYS_BY_WORD, "SEARCH user_word USING PRIMARY KEY (word>? AND word<?)");
        assert_reads(LIVE, "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)");
    }
}
