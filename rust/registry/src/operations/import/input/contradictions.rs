//! Detection of contradictions while the input is staged: they must be known before anything is applied, because
//! the order of the input must not decide which of two entries is applied.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::model::guid::Guid;
use crate::parse::distinguished_name::DistinguishedName;

use super::entry_kind::EntryKind;
use super::spool::{SourceKind, SpooledUser};

/// Why an entry is rejected that contradicts another one.
pub(crate) const CONTRADICTED: &str = "the input contains this user more than once, with different content";

/// The start of a SHA-256, compared instead of names and contents, so that large input takes little memory.
type Short = [u8; 16];

/// The size of the lengths of an attribute with one or two values.
const ROOM_FOR_LENGTHS: usize = 48;

/// The identity of an entry: its `objectGUID`, else its distinguished name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum EntryKey {
    Guid(Guid),
    Name(Short),
}

/// The state of an entry compared with the previous ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryState {
    /// To be applied; whether others contradict it is known only after all input.
    ToApply,
    /// Identical to an earlier one.
    Repeated,
}

/// The identities and contents of all entries.
#[derive(Debug, Default)]
pub(crate) struct Contradictions {
    contents: HashMap<EntryKey, Short>,
    holders: HashMap<Short, Guid>,
    contradicted: HashSet<EntryKey>,
    contested: HashSet<Short>,
}

impl Contradictions {
    /// Inserts an entry. `name` is `None` if an object has no distinguished name.
    pub(crate) fn add(
        &mut self,
        guid: Option<Guid>,
        name: Option<&DistinguishedName>,
        user: &SpooledUser,
    ) -> EntryState {
        let name = name.map(short_name);
        let is_deleted = user.entry_kind == EntryKind::Deleted;
        if let (Some(guid), Some(name), false) = (guid, name, is_deleted) {
            if *self.holders.entry(name).or_insert(guid) != guid {
                self.contested.insert(name);
            }
        }
        let who = match entry_key(guid, name) {
            Some(who) => who,
            None => return EntryState::ToApply,
        };
        // A deleted object is deleted, whatever its other attributes.
        let content = if is_deleted { short(b"deleted") } else { content(user) };
        match self.contents.insert(who, content) {
            None => EntryState::ToApply,
            Some(before) if before == content => EntryState::Repeated,
            Some(_) => {
                self.contradicted.insert(who);
                EntryState::ToApply
            }
        }
    }

    /// Whether an entry with an `objectGUID` has this distinguished name.
    pub(crate) fn is_held(&self, name: &DistinguishedName) -> bool {
        self.holders.contains_key(&short_name(name))
    }

    /// Why the entry is rejected, if another contradicts it.
    pub(crate) fn contradiction(
        &self,
        guid: Option<Guid>,
        name: Option<&DistinguishedName>,
    ) -> Option<&'static str> {
        if self.contradicted.is_empty() && self.contested.is_empty() {
            return None;
        }
        let name = name.map(short_name);
        if entry_key(guid, name).map_or(false, |who| self.contradicted.contains(&who)) {
            return Some(CONTRADICTED);
        }
        if guid.is_some() && name.map_or(false, |name| self.contested.contains(&name)) {
            return Some("the input gives the same distinguished name to another user");
        }
        None
    }
}

fn entry_key(guid: Option<Guid>, name: Option<Short>) -> Option<EntryKey> {
    guid.map(EntryKey::Guid).or_else(|| name.map(EntryKey::Name))
}

fn short_name(name: &DistinguishedName) -> Short {
    short(name.key().as_bytes())
}

fn short(bytes: &[u8]) -> Short {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(bytes)[..16]);
    short
}

/// The content, independent of the order of attributes and values. Every part is preceded by its length.
fn content(user: &SpooledUser) -> Short {
    let names = user.attributes.names().to_ascii_lowercase();
    let mut rest = &names[..];
    let mut attributes: Vec<_> = user
        .attributes
        .iter()
        .map(|attribute| {
            let (name, after) = rest.split_at(attribute.name.len());
            rest = after;
            (name, attribute.values)
        })
        .collect();
    attributes.sort_unstable_by_key(|(name, _)| *name);
    // Hashed in one piece, because many small ones cost more.
    let mut all = Vec::with_capacity(user.size() + names.len() + ROOM_FOR_LENGTHS * attributes.len());
    let mut part = |bytes: &[u8]| {
        all.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        all.extend_from_slice(bytes);
    };
    part(&[u8::from(user.kind == SourceKind::Object)]);
    part(user.distinguished_name.as_bytes());
    let mut sorted = Vec::new();
    for (name, values) in attributes {
        part(name.as_bytes());
        part(&(values.len() as u64).to_be_bytes());
        sorted.extend(values.iter());
        sorted.sort_unstable();
        sorted.drain(..).for_each(&mut part);
    }
    short(&all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::import::input::spooled_attributes::SpooledAttributes;

    fn user_with(name: &str, said: &[(&str, &str)]) -> SpooledUser {
        let mut attributes = SpooledAttributes::default();
        for (name, value) in said {
            attributes.add(name);
            attributes.add_value(value.as_bytes());
        }
        SpooledUser {
            source: 0,
            position: 1,
            kind: SourceKind::Ldif,
            entry_kind: EntryKind::Person,
            distinguished_name: name.to_owned(),
            attributes,
        }
    }

    fn user(name: &str, title: &str) -> SpooledUser {
        user_with(name, &[("title", title), ("cn", "x")])
    }

    fn add(contradictions: &mut Contradictions, guid: Option<u8>, user: &SpooledUser) -> EntryState {
        let name = DistinguishedName::parse(&user.distinguished_name).unwrap();
        contradictions.add(guid.map(|g| Guid::from_directory_bytes([g; 16])), Some(&name), user)
    }

    fn contradiction(contradictions: &Contradictions, guid: Option<u8>, name: &str) -> bool {
        let name = DistinguishedName::parse(name).unwrap();
        contradictions.contradiction(guid.map(|g| Guid::from_directory_bytes([g; 16])), Some(&name)).is_some()
    }

    #[test]
    fn the_same_words_are_a_repetition_in_any_order() {
        let mut contradictions = Contradictions::default();
        let one = user("CN=A,DC=x", "a");
        let other = user_with("CN=A,DC=x", &[("cn", "x"), ("TITLE", "a")]);
        assert_eq!(add(&mut contradictions, Some(1), &one), EntryState::ToApply);
        assert_eq!(add(&mut contradictions, Some(1), &other), EntryState::Repeated);
        assert!(!contradiction(&contradictions, Some(1), "CN=A,DC=x"));
    }

    #[test]
    fn other_words_contradict_all_that_was_said_of_the_user() {
        for guid in [Some(1), None] {
            let mut contradictions = Contradictions::default();
            add(&mut contradictions, guid, &user("CN=A,DC=x", "a"));
            assert_eq!(add(&mut contradictions, guid, &user("cn=a, dc=x", "b")), EntryState::ToApply);
            assert!(contradiction(&contradictions, guid, "CN=A,DC=x"));
            assert!(!contradiction(&contradictions, Some(2), "CN=B,DC=x"));
        }
    }

    #[test]
    fn one_name_for_two_users_is_contested() {
        let mut contradictions = Contradictions::default();
        add(&mut contradictions, Some(1), &user("CN=A,DC=x", "a"));
        add(&mut contradictions, Some(2), &user("CN=a,DC=x", "a"));
        assert!(contradiction(&contradictions, Some(1), "CN=A,DC=x"));
        assert!(contradiction(&contradictions, Some(2), "CN=A,DC=x"));
        // An entry without a GUID and with that name describes the user who has it.
        assert!(!contradiction(&contradictions, None, "CN=A,DC=x"));
    }
}
