//! The sums of index entries that a check compares.

use rusqlite::types::ValueRef;

use crate::error::Result;
use crate::model::names::NameHasher;
use crate::model::user::UserFields;
use crate::store::index_sums::{Sum, Sums};
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::error::At;
use crate::store::sqlite::snapshot::Snapshot;
use crate::store::sqlite::{seal, SqliteStore};

/// The index entries of a user.
const NAMES: &str = "SELECT user_key, distinguished_name, sip_address, user_principal_name, sam_account_name, display_name, common_name
    FROM user";

impl SqliteStore {
    /// Compares the index of names and the completion index with the users' names, of every form; including those of gone users.
    pub(crate) fn check_names(&self) -> Result<Vec<String>> {
        // Both sides in the same state, although others write.
        let _snapshot = Snapshot::begin(self)?;
        let expected = self.expected_entries()?;
        let found = Sums {
            names: self.entries("SELECT name_hash, user_key FROM user_name")?,
            words: self.entries("SELECT word, user_key FROM user_word")?,
        };
        Ok(found.findings(&expected))
    }

    /// The names and the words of all users.
    fn expected_entries(&self) -> Result<Sums> {
        let secret = &self.identity.get().hash_secret;
        let hasher = NameHasher::new(*secret);
        let mut sums = Sums::default();
        let mut statement = self.connection.prepare(NAMES).at(&self.location)?;
        let mut rows = statement.query([]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            // Seals are verified by another check.
            let columns = Columns::<7>::read(row).at(&self.location)?;
            let text = |column| columns.text_or_null(column).at(&self.location);
            let user = UserFields {
                distinguished_name: text(1)?.unwrap_or_default(),
                sip_address: text(2)?,
                user_principal_name: text(3)?,
                sam_account_name: text(4)?,
                display_name: text(5)?,
                common_name: text(6)?,
                ..UserFields::default()
            };
            let key = ValueRef::Integer(columns.get(0).at(&self.location)?);
            let hash_of = |entry: ValueRef<'_>| hash_of(secret, [entry, key]);
            let of_name = |hash| hash_of(ValueRef::Integer(hash));
            sums.add(&user, &hasher, of_name, |word| hash_of(ValueRef::Text(word.as_bytes())));
        }
        Ok(sums)
    }

    /// The entries in an index.
    fn entries(&self, sql: &str) -> Result<Sum> {
        let mut sum = Sum::default();
        let mut statement = self.connection.prepare(sql).at(&self.location)?;
        let mut rows = statement.query([]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let entry = Columns::<2>::read(row).at(&self.location)?.values();
            sum.add(hash_of(&self.identity.get().hash_secret, entry));
        }
        Ok(sum)
    }
}

fn hash_of(secret: &[u8; 16], entry: [ValueRef<'_>; 2]) -> u64 {
    seal::seal(secret, entry.iter().copied()) as u64
}
