//! Whether an index has exactly the entries of the users that it refers to, for every engine.
//!
//! Both sides are read in their own order and summed up: sums of keyed hashes are equal if the entries are, in any order,
//! and need no memory. Looking up each entry would take ten times as long.

use crate::model::names::{NameHash, NameHasher};
use crate::model::user::UserFields;
use crate::model::words::words_of;
use crate::parse::distinguished_name::DistinguishedName;

/// A sum of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    entries: u64,
    hashes: u64,
}

impl Sum {
    /// Adds an entry with this keyed hash.
    pub(super) fn add(&mut self, hash: u64) {
        self.entries += 1;
        self.hashes = self.hashes.wrapping_add(hash);
    }

    pub(super) fn entries(&self) -> u64 {
        self.entries
    }
}

/// The sums of the index of names and of the completion index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub names: Sum,
    pub words: Sum,
}

impl Sums {
    /// Adds the entries of a user; the functions return their keyed hashes.
    pub(super) fn add(
        &mut self,
        user: &UserFields<&str>,
        hasher: &NameHasher,
        of_name: impl Fn(NameHash) -> u64,
        of_word: impl Fn(&str) -> u64,
    ) {
        if let Ok(name) = DistinguishedName::parse(user.distinguished_name) {
            for hash in hasher.of_user(user, &name, name.dns_domain().as_deref()) {
                self.names.add(of_name(hash));
            }
        }
        for word in words_of(user) {
            self.words.add(of_word(&word));
        }
    }

    /// The findings for indexes with these sums; none if they are as `expected`.
    pub(super) fn findings(&self, expected: &Sums) -> Vec<String> {
        [
            finding(self.names, expected.names, "the index of names"),
            finding(self.words, expected.words, "the completion index"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn finding(found: Sum, expected: Sum, index: &str) -> Option<String> {
    if found == expected {
        return None;
    }
    let (found, expected) = (found.entries, expected.entries);
    Some(match found.cmp(&expected) {
        std::cmp::Ordering::Less => format!("{} entries are missing from {}", expected - found, index),
        std::cmp::Ordering::Greater => format!("{} entries of {} belong to no user", found - expected, index),
        std::cmp::Ordering::Equal => format!("entries of {} do not match the users", index),
    })
}
