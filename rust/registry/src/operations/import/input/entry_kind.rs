//! The kind of an entry: the account of a person, something else, or a deleted object.

use crate::model::account_control::{self, NOT_OF_A_PERSON};
use crate::model::attribute as names;
use crate::parse::entry::Entry;
use crate::parse::text::trimmed;

use super::spooled_attributes::SpooledAttributes;

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryKind {
    /// A person's account.
    Person,
    /// An entry that adds no user, but can match a stored one: Active Directory shows protected accounts with their
    /// names only to readers without permission. Absent attributes mean nothing.
    Trace(NotAccount),
    /// A deleted object of any class.
    Deleted,
}

/// Why an entry is not a person's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum NotAccount {
    /// It has other classes.
    OtherClass = 0,
    /// One of its classes is `computer`.
    Computer = 1,
    /// `userAccountControl`, `sAMAccountType` or the `$` at the end of its account say so.
    MachineOrTrust = 2,
    /// It has a `groupType`.
    Group = 3,
    /// Neither classes nor anything that an account has.
    Unknown = 4,
}

/// The kinds by their codes, and why such entries were skipped, as the end of a sentence.
const KINDS: [(EntryKind, &str); 7] = [
    (EntryKind::Person, "are users"),
    (EntryKind::Deleted, "are deleted objects"),
    (EntryKind::Trace(NotAccount::OtherClass), "have an objectClass without \"user\""),
    (EntryKind::Trace(NotAccount::Computer), "are computers"),
    (EntryKind::Trace(NotAccount::MachineOrTrust), "are accounts of machines or trusts"),
    (EntryKind::Trace(NotAccount::Group), "are groups"),
    (EntryKind::Trace(NotAccount::Unknown), "show neither an objectClass nor an account"),
];

impl EntryKind {
    /// Its code in the staging area.
    pub(crate) fn code(self) -> u8 {
        match self {
            EntryKind::Person => 0,
            EntryKind::Deleted => 1,
            EntryKind::Trace(why) => 2 + why as u8,
        }
    }

    /// The kind with that code.
    pub(crate) fn of_code(code: u8) -> Option<EntryKind> {
        KINDS.get(usize::from(code)).map(|(kind, _)| *kind)
    }

    /// Why such entries were skipped.
    pub(crate) fn skip_reason(self) -> &'static str {
        KINDS[usize::from(self.code())].1
    }
}

/// The parts of an entry that decide.
pub(crate) trait Shown {
    /// The values of an attribute.
    fn values(&self, name: &str, each: &mut dyn FnMut(&[u8]));
    /// Whether an entry without attributes of accounts is still a person: rows made by hand describe people.
    const IS_A_PERSON_UNLESS_SAID_OTHERWISE: bool;

    /// The first value that is text.
    fn text(&self, name: &str) -> Option<String> {
        let mut found = None;
        self.values(name, &mut |value| {
            if found.is_none() {
                found = std::str::from_utf8(value).ok().map(|text| text.trim().to_owned());
            }
        });
        found.filter(|text| !text.is_empty())
    }
}

impl Shown for Entry {
    const IS_A_PERSON_UNLESS_SAID_OTHERWISE: bool = false;

    fn values(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        Entry::values(self, name).for_each(each);
    }
}

impl Shown for SpooledAttributes {
    const IS_A_PERSON_UNLESS_SAID_OTHERWISE: bool = true;

    fn values(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        self.values_of(name).into_iter().flat_map(|values| values.iter()).for_each(each);
    }
}

/// The kind of an entry. Computers are users by inheritance, and contacts can have SIP addresses; neither is an account that
/// a user signs in with. Exports of selected attributes often omit `objectClass`.
pub(crate) fn entry_kind_of<S: Shown>(shown: &S) -> EntryKind {
    if [names::IS_DELETED, names::DELETED].iter().any(|name| is_true(shown, name)) {
        return EntryKind::Deleted;
    }
    let classes = Classes::of(shown);
    if classes.computer {
        return EntryKind::Trace(NotAccount::Computer);
    }
    if classes.count > 0 && !classes.is_of_a_person() {
        return EntryKind::Trace(NotAccount::OtherClass);
    }
    if control_of(shown).map_or(false, |control| control & NOT_OF_A_PERSON != 0) {
        return EntryKind::Trace(NotAccount::MachineOrTrust);
    }
    if classes.count > 0 {
        return EntryKind::Person;
    }
    if shown.text(names::GROUP_TYPE).is_some() {
        return EntryKind::Trace(NotAccount::Group);
    }
    let account = shown.text(names::SAM_ACCOUNT_NAME);
    let of_a_machine = account.as_deref().map_or(false, |account| account.ends_with('$'));
    let other_type = shown.text(names::SAM_ACCOUNT_TYPE).map_or(false, |kind| kind != USER_ACCOUNT_TYPE);
    if of_a_machine || other_type {
        return EntryKind::Trace(NotAccount::MachineOrTrust);
    }
    let is_account = S::IS_A_PERSON_UNLESS_SAID_OTHERWISE
        || names::OF_AN_ACCOUNT.iter().any(|name| {
            let mut has = false;
            shown.values(name, &mut |_| has = true);
            has
        });
    if is_account {
        EntryKind::Person
    } else {
        EntryKind::Trace(NotAccount::Unknown)
    }
}

/// SAM_USER_OBJECT (\[MS-SAMR\] section 2.2.1.9).
const USER_ACCOUNT_TYPE: &str = "805306368";

fn is_true<S: Shown>(shown: &S, name: &str) -> bool {
    shown.text(name).map_or(false, |text| text.eq_ignore_ascii_case("TRUE"))
}

fn control_of<S: Shown>(shown: &S) -> Option<u32> {
    account_control::parse(&shown.text(names::USER_ACCOUNT_CONTROL)?)
}

/// The kind by the classes. AdFind and other tools join them with semicolons.
#[derive(Default)]
struct Classes {
    count: usize,
    user: bool,
    computer: bool,
    inet_org_person: bool,
}

impl Classes {
    fn of<S: Shown>(shown: &S) -> Classes {
        let mut classes = Classes::default();
        shown.values(names::OBJECT_CLASS, &mut |value| {
            for class in
                value.split(|byte| *byte == b';').map(|class| trimmed(class, u8::is_ascii_whitespace))
            {
                classes.count += usize::from(!class.is_empty());
                classes.user |= class.eq_ignore_ascii_case(b"user");
                classes.computer |= class.eq_ignore_ascii_case(b"computer");
                classes.inet_org_person |= class.eq_ignore_ascii_case(b"inetOrgPerson");
            }
        });
        classes
    }

    /// The directory modules return only the most specific class; Active Directory derives `inetOrgPerson` from `user`.
    fn is_of_a_person(&self) -> bool {
        self.user || self.count == 1 && self.inet_org_person
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(said: &[(&str, &str)]) -> EntryKind {
        let mut attributes = SpooledAttributes::default();
        for (name, value) in said {
            attributes.add(name);
            attributes.add_value(value.as_bytes());
        }
        entry_kind_of(&attributes)
    }

    #[test]
    fn classes_may_be_joined_or_the_most_specific_one() {
        for (class, expected) in [
            ("top;person;organizationalPerson;user", EntryKind::Person),
            ("top; person; organizationalPerson; user; computer", EntryKind::Trace(NotAccount::Computer)),
            ("top;group", EntryKind::Trace(NotAccount::OtherClass)),
            ("USER", EntryKind::Person),
            ("inetOrgPerson", EntryKind::Person),
            ("top;inetOrgPerson", EntryKind::Trace(NotAccount::OtherClass)),
            ("top;superuser", EntryKind::Trace(NotAccount::OtherClass)),
        ] {
            assert_eq!(kind(&[("objectClass", class)]), expected, "{}", class);
        }
    }

    #[test]
    fn without_classes_the_rest_tells() {
        for (said, expected) in [
            (vec![("sAMAccountName", "WS1$")], EntryKind::Trace(NotAccount::MachineOrTrust)),
            (
                vec![("sAMAccountName", "WS1"), ("userAccountControl", "4096")],
                EntryKind::Trace(NotAccount::MachineOrTrust),
            ),
            (vec![("userAccountControl", "8192")], EntryKind::Trace(NotAccount::MachineOrTrust)),
            (vec![("userAccountControl", "2080")], EntryKind::Trace(NotAccount::MachineOrTrust)),
            (
                vec![("sAMAccountName", "Ops"), ("groupType", "-2147483646")],
                EntryKind::Trace(NotAccount::Group),
            ),
            (
                vec![("sAMAccountName", "x"), ("sAMAccountType", "268435456")],
                EntryKind::Trace(NotAccount::MachineOrTrust),
            ),
            (vec![("sAMAccountName", "x"), ("sAMAccountType", "805306368")], EntryKind::Person),
            (vec![("userAccountControl", "514")], EntryKind::Person),
            (vec![("groupType", ""), ("sAMAccountName", "x")], EntryKind::Person),
            (vec![("sAMAccountName", "x"), ("isDeleted", "TRUE")], EntryKind::Deleted),
            (vec![("sAMAccountName", "x"), ("Deleted", "True")], EntryKind::Deleted),
            (vec![("sAMAccountName", "x"), ("isDeleted", "FALSE")], EntryKind::Person),
        ] {
            assert_eq!(kind(&said), expected, "{:?}", said);
        }
    }

    #[test]
    fn every_sort_is_read_back() {
        for (code, (kind, _)) in (0..).zip(KINDS) {
            assert_eq!(kind.code(), code);
            assert_eq!(EntryKind::of_code(code), Some(kind));
        }
        assert_eq!(EntryKind::of_code(7), None);
    }
}
