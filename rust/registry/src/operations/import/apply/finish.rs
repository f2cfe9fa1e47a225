//! The end of an import: who is gone, the audit entry, and the commit.

use std::collections::HashSet;

use serde_json::json;

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, Outcome};
use crate::model::keys::UserKey;
use crate::model::user::UserFields;
use crate::operations::import::Severity;
use crate::registry::Registry;
use crate::store::Imported;

use super::certificates::Withdrawn;
use super::stored_user::Stored;
use super::Application;

impl Application {
    /// Ends the transaction after everything was applied.
    pub(crate) fn finish(&mut self, registry: &Registry) -> Result<()> {
        self.apply_traces(registry)?;
        let mut gone: Vec<(UserKey, &str)> =
            self.deleted.iter().map(|key| (*key, "it was deleted from the directory")).collect();
        let is_known = |key: &UserKey| {
            self.touched.contains(key) || self.present.contains(key) || self.deleted.contains(key)
        };
        let displaced = self.displaced.iter().filter(|key| !is_known(key));
        gone.extend(displaced.map(|key| (*key, "another account has its distinguished name")));
        if self.prune {
            let absent = self.absent(registry, self.prune_limit)?;
            gone.extend(absent.into_iter().map(|key| (key, "it is no longer in the directory")));
        }
        let leaving = gone.iter().map(|(key, _)| *key).collect();
        self.withdraw_ambiguous(registry, &leaving)?;
        self.summary.removed = gone.len() as u64;
        // Before those of users who are gone, which follow it in the audit log: their times are not before its own.
        let entry = self.audit_entry(registry);
        let gone = if self.changed() { self.leave(registry, gone)? } else { Vec::new() };
        self.notices.tell_unreported();
        self.warn_of_what_was_left();
        if let Some(text) = self.unread.warning() {
            self.notices.of_input(Severity::Warning, text);
        }
        self.warn_of_gone();
        self.warn_of_nothing();
        // If nothing changed, nothing is written.
        let attribute_names = std::mem::take(&mut self.brought);
        let done = Imported { entry, attribute_names, gone, since: self.now };
        let done = (!self.dry_run && self.changed()).then_some(done);
        registry.store().import().end(done)?;
        self.open = false;
        self.summary.finished = true;
        Ok(())
    }

    /// Withdraws the certificates that Publish would have refused: an entry must not decide whose they are.
    fn withdraw_ambiguous(&mut self, registry: &Registry, leaving: &HashSet<UserKey>) -> Result<()> {
        for withdrawn in self.publisher.withdraw_ambiguous(registry, leaving)? {
            self.summary.certificates_published -= 1;
            self.summary.certificates_skipped += 1;
            let Withdrawn { thumbprint, holder, names, mut candidates } = withdrawn;
            candidates.sort();
            let text = format!(
                "The certificate with thumbprint {} in the entry \"{}\" was skipped: it names {}, which identifies several users: {}. \
                 Publish-CsClientCertificate -Identity decides whose it is.",
                thumbprint, holder, names.join(", "), candidates.join("; ")
            );
            self.notices.of_input(Severity::Warning, text);
        }
        Ok(())
    }

    fn changed(&self) -> bool {
        let s = &self.summary;
        s.added + s.updated + s.removed + s.certificates_published > 0
            || self.pools_changed
            || self.domains.changed()
    }

    fn audit_entry(&self, registry: &Registry) -> AuditEntry {
        let s = &self.summary;
        let mut detail = json!({
            "sources": self.notices.sources(), "added": s.added, "updated": s.updated, "unchanged": s.unchanged,
            "removed": s.removed, "rejected": s.rejected, "certificatesPublished": s.certificates_published,
            "certificatesSkipped": s.certificates_skipped, "prune": self.prune,
        });
        // They decide which user domain\logon identifies.
        let renamed: Vec<_> = self
            .domains
            .renamed()
            .iter()
            .map(|domain| json!({ "domain": domain.dns_name, "from": domain.from, "to": domain.to }))
            .collect();
        if !renamed.is_empty() {
            detail["netBiosNames"] = renamed.into();
        }
        AuditEntry {
            certificates: s.certificates_published,
            detail: Some(detail.to_string()),
            ..registry.audit_entry(Action::Import, Outcome::Succeeded)
        }
    }

    /// Marks users as gone, with their audit entries.
    fn leave(&self, registry: &Registry, gone: Vec<(UserKey, &str)>) -> Result<Vec<(UserKey, AuditEntry)>> {
        let interrupter = registry.interrupter();
        let leave = |(key, reason): (UserKey, &str)| {
            if interrupter.is_interrupted() {
                return Err(Error::Interrupted);
            }
            let UserFields { sip_address, distinguished_name, .. } =
                Stored::read(registry, key)?.fields.into_owned();
            let entry = AuditEntry {
                user_key: Some(key),
                user_name: Some(sip_address.unwrap_or(distinguished_name)),
                reason: Some(reason.to_owned()),
                ..registry.audit_entry(Action::Prune, Outcome::Succeeded)
            };
            Ok((key, entry))
        };
        gone.into_iter().map(leave).collect()
    }

    fn warn_of_gone(&mut self) {
        let removed = match (self.summary.removed, self.dry_run) {
            (0, _) => return,
            (1, false) => "1 user was marked as gone".to_owned(),
            (1, true) => "1 user would be marked as gone".to_owned(),
            (count, false) => format!("{} users were marked as gone", count),
            (count, true) => format!("{} users would be marked as gone", count),
        };
        let text = format!(
            "{}. Their certificates stay valid until they are revoked; Find-CsClientCertificate -AccountDisabled lists them.",
            removed
        );
        self.notices.of_input(Severity::Warning, text);
    }

    /// An input without any user is probably a mistake.
    fn warn_of_nothing(&mut self) {
        let s = &self.summary;
        let taken = s.added + s.updated + s.unchanged + s.removed + s.rejected;
        if taken > 0 || s.ignored_entries == 0 || self.has_other_entries {
            return;
        }
        let reasons: Vec<String> =
            self.skipped.iter().map(|(kind, count)| format!("{} {}", count, kind.skip_reason())).collect();
        let text = format!(
            "No user was imported: every entry of the input was skipped ({}). Only entries with the objectClass \"user\", \
             or without any objectClass and with an account, are users.",
            reasons.join(", ")
        );
        self.notices.of_input(Severity::Warning, text);
    }

    fn warn_of_what_was_left(&mut self) {
        if self.left.is_empty() {
            return;
        }
        let names: Vec<&str> = self.left.iter().map(String::as_str).collect();
        let text = format!(
            "No LDIF entry of the input contains {}; the registry keeps the values that it has. \
             Export these attributes too, so that changes to them are imported.",
            names.join(", ")
        );
        self.notices.of_input(Severity::Warning, text);
    }
}
