//! The completion index.

use crate::error::Result;
use crate::user::NameRow;

use super::error::At;
use super::names::{home_server_join, name_columns, name_joins, AFTER_NAME};
use super::SqliteStore;

const BY_WORD: &str = concat!(
    "SELECT ",
    name_columns!(),
    ", h.registrar_pool FROM user_word w CROSS JOIN user u ON u.user_key = w.user_key",
    name_joins!(),
    "WHERE w.word >= ?1 AND w.word < ?2 AND u.gone_since IS NULL ORDER BY w.word, w.user_key LIMIT ?3"
);

impl SqliteStore {
    pub(super) fn read_users_by_word(
        &self,
        prefix: &str,
        limit: usize,
        visit: &mut dyn FnMut(&NameRow<'_>, Option<&str>),
    ) -> Result<()> {
        self.write_pending()?;
        let end = format!("{}{}", prefix, char::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(BY_WORD).at(&self.location)?;
        let mut rows = statement.query((prefix, end, limit)).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let user = self.name_row(row).at(&self.location)?;
            let pool =
                row.get_ref(AFTER_NAME).and_then(|value| Ok(value.as_str_or_null()?)).at(&self.location)?;
            visit(&user, pool);
        }
        Ok(())
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
