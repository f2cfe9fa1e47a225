//! The account of every change: who did what to whom, when, and with what outcome.
//!
//! Entries form a chain: each carries the hash of the one before. A changed or missing entry in the middle breaks it;
//! truncation or a complete rewrite can be detected only with a head that was kept elsewhere.

pub(crate) mod chain;
mod thumbprints;

use crate::model::hex;
use crate::model::keys::UserKey;
use crate::model::time::Microseconds;

pub(crate) use thumbprints::ThumbprintList;

/// The hash before the first entry.
pub const NO_HASH: [u8; 32] = [0; 32];

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A certificate was published.
    Publish,
    /// A user's certificates were revoked.
    Revoke,
    /// A user's certificates were taken off hold.
    Restore,
    /// A directory export was imported.
    Import,
    /// A user that the export no longer holds was marked as gone.
    Prune,
    /// The registry was copied from another place.
    Copy,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 6] =
        [Action::Publish, Action::Revoke, Action::Restore, Action::Import, Action::Prune, Action::Copy];

    /// The action's name.
    pub fn name(self) -> &'static str {
        match self {
            Action::Publish => "Publish",
            Action::Revoke => "Revoke",
            Action::Restore => "Restore",
            Action::Import => "Import",
            Action::Prune => "Prune",
            Action::Copy => "Copy",
        }
    }

    /// The action of that name, ignoring case.
    pub fn from_name(name: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| action.name().eq_ignore_ascii_case(name))
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The change was made.
    Succeeded,
    /// The attempt reached the registry and was refused; nothing changed.
    Refused,
}

impl Outcome {
    /// The outcome's name.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Succeeded => "Succeeded",
            Outcome::Refused => "Refused",
        }
    }
}

/// One entry of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place, from 1, without gaps.
    pub sequence: i64,
    /// When.
    pub time: Microseconds,
    /// The operating system's effective user.
    pub operating_system_user: String,
    /// The host's name.
    pub host: String,
    /// Executable and process id.
    pub process: String,
    /// The command at work.
    pub command: String,
    /// An action's name.
    pub action: String,
    /// An outcome's name.
    pub outcome: String,
    /// Why: a revocation reason, or the text of a refusal.
    pub reason: Option<String>,
    /// The user it was done to.
    pub user_key: Option<UserKey>,
    /// That user's name at that time: SIP address, else distinguished name; of a refused attempt, the identity as given.
    pub user_name: Option<String>,
    /// How many certificates were touched.
    pub certificates: u64,
    /// More, as a JSON object: counts of an import, thumbprints, where a copy came from.
    pub detail: Option<String>,
    /// Who was logged in to the database's server; none where there is none. Not what the process says of itself.
    pub account: Option<String>,
    /// Who logged in to the operating system, where it knows: sudo does not change it.
    pub login_user: Option<String>,
    /// Who is at the other end of a remote session, by what the session says.
    pub remote_caller: Option<String>,
    /// The hash of the entry before.
    pub previous_hash: [u8; 32],
    /// SHA-256 over all of the above.
    pub hash: [u8; 32],
}

/// The newest entry: what to keep elsewhere so that a cut tail or a rewrite can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The newest entry's place; 0 where there is none.
    pub sequence: i64,
    /// The newest entry's hash.
    pub hash: [u8; 32],
}

/// Which entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSelection {
    /// Only entries about this user, imports that brought its certificates included.
    pub user_key: Option<UserKey>,
    /// Only entries of this action.
    pub action: Option<String>,
    /// Only entries after this time.
    pub after: Option<Microseconds>,
    /// Only entries before this time.
    pub before: Option<Microseconds>,
}

impl std::fmt::Display for Head {
    /// `<count>:<SHA-256 in lower-case hexadecimal>`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.sequence)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{:02x}", byte))
    }
}

impl Head {
    /// Reads what `Display` writes, in any case.
    pub fn parse(text: &str) -> Option<Head> {
        let (count, digits) = text.trim().split_once(':')?;
        if !count.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let sequence = count.parse().ok()?;
        let hash = hex::array(digits.as_bytes())?;
        // Nothing comes before the first entry but this hash.
        Some(Head { sequence, hash }).filter(|head| head.sequence > 0 || head.hash == NO_HASH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_they_are_written() {
        let head = Head { sequence: 12, hash: [0xA5; 32] };
        let text = head.to_string();
        assert_eq!(Head::parse(&text), Some(head));
        assert_eq!(Head::parse(&format!(" {}\n", text.to_uppercase())), Some(head));
        let empty = Head { sequence: 0, hash: NO_HASH };
        assert_eq!(Head::parse(&empty.to_string()), Some(empty));
    }

    #[test]
    fn other_texts_are_no_heads() {
        let hash = "a5".repeat(32);
        for text in [
            String::new(),
            ":".to_owned(),
            hash.clone(),
            format!(":{}", hash),
            format!("-1:{}", hash),
            format!("+1:{}", hash),
            format!("0:{}", hash),
            format!("1:{}", &hash[1..]),
            format!("1:{}0", hash),
            format!("1:{}é", &hash[2..]),
            format!("9223372036854775808:{}", hash),
        ] {
            assert_eq!(Head::parse(&text), None, "{}", text);
        }
    }
}
