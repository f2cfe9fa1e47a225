//! Users by the beginnings of their names, and the names of attributes.

use std::collections::HashSet;

use crate::error::Result;
use crate::model::names::NameHash;
use crate::model::number_set::NumberSet;
use crate::store::{Begun, CompletionStore, Taken, VisitBegun};

use crate::store::postgresql::error::Role;
use crate::store::postgresql::rows::{home_server_join, name_columns, Name};
use crate::store::postgresql::PostgresqlStore;

const BEGUN: &str = concat!(
    "select ",
    name_columns!(),
    " from (select word, user_key from user_word where word >= $1 and word < $2 order by word, user_key limit $3) w
      join users u on u.user_key = w.user_key
      left join domain d on $4 and d.domain_key = u.domain_key",
    home_server_join!(),
    "where u.gone_since is null order by w.word, w.user_key"
);

const SHARED: &str =
    "select name_hash from user_name where name_hash = any ($1) group by name_hash having count(*) > 1";

/// How many index entries of one user can be expected in a row.
const ENTRIES_A_USER: usize = 8;

impl CompletionStore for PostgresqlStore {
    fn begun(&self, begun: &Begun<'_>, visit: &mut VisitBegun<'_>) -> Result<HashSet<NameHash>> {
        self.proceed()?;
        self.write_pending()?;
        let (mut seen, mut taken, mut named) = (NumberSet::default(), 0, Vec::new());
        let mut shared = HashSet::new();
        self.read_at_one_moment(&mut || {
            for (place, prefix) in begun.prefixes.iter().enumerate() {
                let most = begun.most.saturating_sub(taken);
                // No text of the server's holds U+0000.
                if most == 0 || prefix.contains('\0') {
                    break;
                }
                for user in self.read_begun_with(prefix, begun.with_domain, most)? {
                    if taken < begun.most && seen.insert(user.key.0) {
                        let answer = visit(place, &user.lend_named());
                        if let Taken::Named(hash) = answer {
                            named.push(hash);
                        }
                        taken += usize::from(answer != Taken::No);
                    }
                }
            }
            if !named.is_empty() {
                shared = self.read_shared_names(&named)?;
            }
            Ok(())
        })?;
        Ok(shared)
    }

    fn attribute_names(&self) -> Result<Vec<String>> {
        self.proceed()?;
        self.connection.rows(Role::Reader, "select spelled_name from attribute_name", &[], |row| row.get(0))
    }
}

impl PostgresqlStore {
    fn read_begun_with(&self, prefix: &str, with_domain: bool, most: usize) -> Result<Vec<Name>> {
        let end = format!("{}{}", prefix, char::MAX);
        let entries = i64::try_from(most.saturating_mul(ENTRIES_A_USER)).unwrap_or(i64::MAX);
        self.connection
            .rows(Role::Reader, BEGUN, &[&prefix, &end, &entries, &with_domain], |row| Name::read(row, 0))
    }

    pub(crate) fn read_shared_names(&self, hashes: &[NameHash]) -> Result<HashSet<NameHash>> {
        self.write_pending()?;
        let shared = self.connection.rows(Role::Reader, SHARED, &[&hashes], |row| row.get(0))?;
        Ok(shared.into_iter().collect())
    }
}
