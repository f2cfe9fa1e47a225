//! What an entry is: a person's account, something else, or something that the directory has deleted.

use crate::model::account_control::{self, NOT_OF_A_PERSON};
use crate::model::attribute as names;
use crate::parse::entry::Entry;

use super::spooled_attributes::SpooledAttributes;

/// What the input says that an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryKind {
    /// A person's account.
    Person,
    /// Nothing to make a user of. A stored user it may be all the same: Active Directory shows protected accounts with their
    /// names only to those who may not read them. What it doesn't show says nothing.
    Trace(Why),
    /// An object that the directory has deleted, whatever it was.
    Deleted,
}

/// Why an entry is not a person's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Why {
    /// Its classes are others.
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

impl Why {
    const ALL: [Why; 5] = [Why::OtherClass, Why::Computer, Why::MachineOrTrust, Why::Group, Why::Unknown];

    fn of_code(code: u8) -> Option<Why> {
        Why::ALL.iter().copied().find(|why| *why as u8 == code)
    }
}

impl EntryKind {
    /// One byte that stands for it in the staging area.
    pub(crate) fn code(self) -> u8 {
        match self {
            EntryKind::Person => 0,
            EntryKind::Deleted => 1,
            EntryKind::Trace(why) => 2 + why as u8,
        }
    }

    /// What that byte stands for.
    pub(crate) fn of_code(code: u8) -> Option<EntryKind> {
        match code {
            0 => Some(EntryKind::Person),
            1 => Some(EntryKind::Deleted),
            code => Why::of_code(code - 2).map(EntryKind::Trace),
        }
    }

    /// Why it was passed over, as the end of a sentence about several.
    pub(crate) fn passed_over(self) -> &'static str {
        match self {
            EntryKind::Person => "are users",
            EntryKind::Deleted => "are deleted objects",
            EntryKind::Trace(Why::OtherClass) => "have an objectClass without \"user\"",
            EntryKind::Trace(Why::Computer) => "are computers",
            EntryKind::Trace(Why::MachineOrTrust) => "are accounts of machines or trusts",
            EntryKind::Trace(Why::Group) => "are groups",
            EntryKind::Trace(Why::Unknown) => "show neither an objectClass nor an account",
        }
    }
}

/// The parts of an entry that tell.
pub(crate) trait Shown {
    /// The values of an attribute.
    fn values(&self, name: &str, each: &mut dyn FnMut(&[u8]));
    /// Whether an account without any of its attributes is still taken for one: whoever makes rows by hand means people.
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

/// What an entry is. Computers are users by inheritance, and contacts may have SIP addresses; neither is an account that
/// somebody signs in with. Exports of chosen attributes often leave `objectClass` out.
pub(crate) fn entry_kind_of<S: Shown>(shown: &S) -> EntryKind {
    if [names::IS_DELETED, names::DELETED].iter().any(|name| is_true(shown, name)) {
        return EntryKind::Deleted;
    }
    let classes = Classes::of(shown);
    if classes.computer {
        return EntryKind::Trace(Why::Computer);
    }
    if classes.count > 0 && !classes.is_of_a_person() {
        return EntryKind::Trace(Why::OtherClass);
    }
    if control_of(shown).map_or(false, |control| control & NOT_OF_A_PERSON != 0) {
        return EntryKind::Trace(Why::MachineOrTrust);
    }
    if classes.count > 0 {
        return EntryKind::Person;
    }
    if shown.text(names::GROUP_TYPE).is_some() {
        return EntryKind::Trace(Why::Group);
    }
    let account = shown.text(names::SAM_ACCOUNT_NAME);
    let of_a_machine = account.as_deref().map_or(false, |account| account.ends_with('$'));
    let other_type = shown.text(names::SAM_ACCOUNT_TYPE).map_or(false, |kind| kind != USER_ACCOUNT_TYPE);
    if of_a_machine || other_type {
        return EntryKind::Trace(Why::MachineOrTrust);
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
        EntryKind::Trace(Why::Unknown)
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

/// What the classes say. AdFind and others write them joined by semicolons.
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
            for class in value.split(|byte| *byte == b';').map(<[u8]>::trim_ascii_blanks) {
                classes.count += usize::from(!class.is_empty());
                classes.user |= class.eq_ignore_ascii_case(b"user");
                classes.computer |= class.eq_ignore_ascii_case(b"computer");
                classes.inet_org_person |= class.eq_ignore_ascii_case(b"inetOrgPerson");
            }
        });
        classes
    }

    /// The directory modules name the most specific class alone; Active Directory derives `inetOrgPerson` from `user`.
    fn is_of_a_person(&self) -> bool {
        self.user || self.count == 1 && self.inet_org_person
    }
}

trait TrimBlanks {
    fn trim_ascii_blanks(&self) -> &[u8];
}

impl TrimBlanks for [u8] {
    fn trim_ascii_blanks(&self) -> &[u8] {
        let is_blank = |byte: &u8| byte.is_ascii_whitespace();
        let start = self.iter().position(|byte| !is_blank(byte)).unwrap_or(self.len());
        let end = self.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
        &self[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(said: &[(&str, &str)]) -> EntryKind {
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
            ("top; person; organizationalPerson; user; computer", EntryKind::Trace(Why::Computer)),
            ("top;group", EntryKind::Trace(Why::OtherClass)),
            ("USER", EntryKind::Person),
            ("inetOrgPerson", EntryKind::Person),
            ("top;inetOrgPerson", EntryKind::Trace(Why::OtherClass)),
            ("top;superuser", EntryKind::Trace(Why::OtherClass)),
        ] {
            assert_eq!(sort(&[("objectClass", class)]), expected, "{}", class);
        }
    }

    #[test]
    fn without_classes_the_rest_tells() {
        for (said, expected) in [
            (vec![("sAMAccountName", "WS1$")], EntryKind::Trace(Why::MachineOrTrust)),
            (
                vec![("sAMAccountName", "WS1"), ("userAccountControl", "4096")],
                EntryKind::Trace(Why::MachineOrTrust),
            ),
            (vec![("userAccountControl", "8192")], EntryKind::Trace(Why::MachineOrTrust)),
            (vec![("userAccountControl", "2080")], EntryKind::Trace(Why::MachineOrTrust)),
            (vec![("sAMAccountName", "Ops"), ("groupType", "-2147483646")], EntryKind::Trace(Why::Group)),
            (
                vec![("sAMAccountName", "x"), ("sAMAccountType", "268435456")],
                EntryKind::Trace(Why::MachineOrTrust),
            ),
            (vec![("sAMAccountName", "x"), ("sAMAccountType", "805306368")], EntryKind::Person),
            (vec![("userAccountControl", "514")], EntryKind::Person),
            (vec![("groupType", ""), ("sAMAccountName", "x")], EntryKind::Person),
            (vec![("sAMAccountName", "x"), ("isDeleted", "TRUE")], EntryKind::Deleted),
            (vec![("sAMAccountName", "x"), ("Deleted", "True")], EntryKind::Deleted),
            (vec![("sAMAccountName", "x"), ("isDeleted", "FALSE")], EntryKind::Person),
        ] {
            assert_eq!(sort(&said), expected, "{:?}", said);
        }
    }

    #[test]
    fn every_sort_is_read_back() {
        let traces = Why::ALL.iter().copied().map(EntryKind::Trace);
        for sort in traces.chain([EntryKind::Person, EntryKind::Deleted]) {
            assert_eq!(EntryKind::of_code(sort.code()), Some(sort));
        }
        assert_eq!(EntryKind::of_code(7), None);
    }
}
