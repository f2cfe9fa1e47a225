//! Whether an index has exactly the entries of the rows that it refers to.
//!
//! Both sides are read in their own order and summed up: sums of keyed hashes are equal if the entries are, in any order,
//! and need no memory. Looking up each entry would take ten times as long.

use rusqlite::types::ValueRef;

use crate::error::Result;
use crate::model::names::NameHasher;
use crate::model::user::UserFields;
use crate::model::words::words_of;
use crate::parse::distinguished_name::DistinguishedName;
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::error::At;
use crate::store::sqlite::snapshot::Snapshot;
use crate::store::sqlite::{seal, SqliteStore};

/// The index entries of a user.
const NAMES: &str = "SELECT user_key, distinguished_name, sip_address, user_principal_name, sam_account_name, display_name, common_name
    FROM user";

/// A sum of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    entries: u64,
    hashes: u64,
}

impl Sum {
    fn add(&mut self, secret: &[u8; 16], entry: [ValueRef<'_>; 2]) {
        self.entries += 1;
        self.hashes = self.hashes.wrapping_add(seal::seal(secret, entry.iter().copied()) as u64);
    }

    /// The finding for an index with this sum; `None` if it is as `expected`.
    fn finding(self, expected: Sum, index: &str) -> Option<String> {
        let (found, expected) = if self == expected { return None } else { (self.entries, expected.entries) };
        Some(match found.cmp(&expected) {
            std::cmp::Ordering::Less => format!("{} entries are missing from {}", expected - found, index),
            std::cmp::Ordering::Greater => {
                format!("{} entries of {} belong to no user", found - expected, index)
            }
            std::cmp::Ordering::Equal => format!("entries of {} do not match the users", index),
        })
    }
}

impl SqliteStore {
    /// Compares the index of names and the completion index with the users' names, of every form; including those of gone users.
    pub(crate) fn check_names(&self) -> Result<Vec<String>> {
        // Both sides in the same state, although others write.
        let _snapshot = Snapshot::begin(self)?;
        let (names, words) = self.expected_entries()?;
        let findings = [
            self.entries("SELECT name_hash, user_key FROM user_name")?.finding(names, "the index of names"),
            self.entries("SELECT word, user_key FROM user_word")?.finding(words, "the completion index"),
        ];
        Ok(findings.into_iter().flatten().collect())
    }

    /// The names and the words of all users.
    fn expected_entries(&self) -> Result<(Sum, Sum)> {
        let secret = &self.identity.hash_secret;
        let hasher = NameHasher::new(*secret);
        let (mut names, mut words) = (Sum::default(), Sum::default());
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
            if let Ok(name) = DistinguishedName::parse(user.distinguished_name) {
                for hash in hasher.of_user(&user, &name, name.dns_domain().as_deref()) {
                    names.add(secret, [ValueRef::Integer(hash), key]);
                }
            }
            for word in words_of(&user) {
                words.add(secret, [ValueRef::Text(word.as_bytes()), key]);
            }
        }
        Ok((names, words))
    }

    /// The entries in an index.
    fn entries(&self, sql: &str) -> Result<Sum> {
        let mut sum = Sum::default();
        let mut statement = self.connection.prepare(sql).at(&self.location)?;
        let mut rows = statement.query([]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            sum.add(&self.identity.hash_secret, Columns::<2>::read(row).at(&self.location)?.values());
        }
        Ok(sum)
    }
}
