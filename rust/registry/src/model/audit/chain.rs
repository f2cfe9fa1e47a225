//! The hash chain over the audit.

use sha2::{Digest, Sha256};

use super::AuditEntry;

/// The hash an entry must carry: SHA-256 over the previous hash and every field, each with its length before it, so
/// that no two different entries are hashed as the same bytes.
pub(crate) fn hash_of(entry: &AuditEntry) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(entry.previous_hash);
    digest.update(entry.sequence.to_be_bytes());
    digest.update(entry.time.to_be_bytes());
    for text in [
        Some(&entry.operating_system_user),
        Some(&entry.host),
        Some(&entry.process),
        Some(&entry.command),
        Some(&entry.action),
        Some(&entry.outcome),
        entry.reason.as_ref(),
        entry.user_name.as_ref(),
        entry.detail.as_ref(),
    ] {
        match text {
            Some(text) => hash_text(&mut digest, text),
            // It differs from an empty one.
            None => digest.update(u64::MAX.to_be_bytes()),
        }
    }
    digest.update([u8::from(entry.user_key.is_some())]);
    digest.update(entry.user_key.map_or(0, |key| key.0).to_be_bytes());
    digest.update(entry.certificates.to_be_bytes());
    // Appended: the entries of registries without accounts keep their hashes.
    if let Some(account) = &entry.account {
        hash_text(&mut digest, account);
    }
    // Each with a mark, which no length begins with: neither is taken for the other, nor for the account.
    for (mark, text) in [(1, &entry.login_user), (2, &entry.remote_caller)] {
        if let Some(text) = text {
            digest.update([mark]);
            hash_text(&mut digest, text);
        }
    }
    digest.finalize().into()
}

fn hash_text(digest: &mut Sha256, text: &str) {
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(text);
}

/// Follows a chain entry by entry.
#[derive(Debug, Default)]
pub(crate) struct Verifier {
    /// The sequence number of the last entry.
    last: i64,
    /// Its hash; that before the first entry is [`NO_HASH`](super::NO_HASH).
    previous: [u8; 32],
}

impl Verifier {
    /// Takes the next entry.
    ///
    /// # Errors
    /// A sentence that names the first broken entry.
    pub(crate) fn take(&mut self, entry: &AuditEntry) -> Result<(), String> {
        let broken = |why: &str| Err(format!("audit entry {}: {}", entry.sequence, why));
        let expected = self.last + 1;
        if entry.sequence > expected {
            return Err(format!("audit entry {} is missing (the next one is {})", expected, entry.sequence));
        }
        if entry.sequence < expected {
            return broken("its sequence number is not valid");
        }
        if entry.previous_hash != self.previous {
            return broken("its hash does not follow from the entry before it");
        }
        if hash_of(entry) != entry.hash {
            return broken("its content does not match its hash");
        }
        self.last = entry.sequence;
        self.previous = entry.hash;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::audit::NO_HASH;
    use crate::model::keys::UserKey;

    fn chain(length: i64) -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for sequence in 1..=length {
            let mut entry = AuditEntry {
                sequence,
                time: sequence * 1000,
                action: "Revoke".to_owned(),
                previous_hash: entries.last().map_or(NO_HASH, |e| e.hash),
                ..AuditEntry::default()
            };
            entry.hash = hash_of(&entry);
            entries.push(entry);
        }
        entries
    }

    fn verify(entries: &[AuditEntry]) -> Result<(), String> {
        let mut verifier = Verifier::default();
        entries.iter().try_for_each(|entry| verifier.take(entry))
    }

    #[test]
    fn a_whole_chain_holds() {
        assert_eq!(verify(&chain(5)), Ok(()));
    }

    #[test]
    fn every_field_is_covered() {
        let changes: Vec<fn(&mut AuditEntry)> = vec![
            |e| e.time += 1,
            |e| e.operating_system_user.push('x'),
            |e| e.host.push('x'),
            |e| e.process.push('x'),
            |e| e.command.push('x'),
            |e| e.action.push('x'),
            |e| e.outcome.push('x'),
            |e| e.reason = Some(String::new()),
            |e| e.user_key = Some(UserKey(1)),
            |e| e.user_key = Some(UserKey(0)),
            |e| e.user_name = Some(String::new()),
            |e| e.certificates += 1,
            |e| e.detail = Some(String::new()),
            |e| e.account = Some(String::new()),
            |e| e.login_user = Some(String::new()),
            |e| e.remote_caller = Some(String::new()),
        ];
        for change in changes {
            let mut entries = chain(3);
            change(&mut entries[1]);
            assert!(verify(&entries).unwrap_err().starts_with("audit entry 2:"));
        }
    }

    /// Computed by another program, of the bytes that `hash_of` describes: entries keep their hashes for ever.
    #[test]
    fn hashes_stay_as_they_are() {
        let with = |account: Option<&str>, login_user: Option<&str>, remote_caller: Option<&str>| {
            let text = |text: &str| text.to_owned();
            let entry = AuditEntry {
                sequence: 1,
                time: 2,
                operating_system_user: text("u"),
                host: text("h"),
                process: text("p"),
                command: text("c"),
                action: text("Revoke"),
                outcome: text("Succeeded"),
                certificates: 3,
                account: account.map(text),
                login_user: login_user.map(text),
                remote_caller: remote_caller.map(text),
                ..AuditEntry::default()
            };
            crate::model::hex::upper(&hash_of(&entry))
        };
        for (account, login_user, remote_caller, hash) in [
            (None, None, None, "5B4492DC3B764936A8DF00C3E7815D3AB5CC4BA0F961026D91E223B553C6B64B"),
            (Some("a"), None, None, "DC21038E3D252CADC037CB0C5CA713CD0CE235C262836ACB1067FB8151D1E5A3"),
            (None, Some("a"), None, "C3AEFE0DEC23ADF37CEE8667A325D7A3F1B88C7A07D2169E0A0932FBFCB5E9F5"),
            (None, None, Some("a"), "6C57F5986B102E2C2FB2A2B6584708052E173246CD37C2FF97347F28624751C3"),
            (
                Some("a"),
                Some("b"),
                Some("c"),
                "548B08F498BD2EB1B7D61398BF70CAEFB158DDA0FBC1A66BDC104D0D34C7C64C",
            ),
        ] {
            assert_eq!(with(account, login_user, remote_caller), hash);
        }
    }

    #[test]
    fn a_missing_entry_and_a_replaced_one_are_seen() {
        let mut entries = chain(4);
        entries.remove(1);
        assert_eq!(verify(&entries).unwrap_err(), "audit entry 2 is missing (the next one is 3)");
        let mut entries = chain(4);
        entries[1].time = 7;
        entries[1].hash = hash_of(&entries[1]);
        assert!(verify(&entries).unwrap_err().starts_with("audit entry 3: its hash does not follow"));
    }
}
