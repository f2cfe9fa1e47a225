//! The end of an import: who is gone, the audit entry, and the commit.

use std::collections::HashSet;

use serde_json::json;

use crate::audit::{Action, AuditEntry, Outcome};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::user::UserFields;

use super::apply::Application;
use super::certificates::Withdrawn;
use super::stored::Stored;
use super::Severity;

impl Application {
    /// Ends the transaction, once everything was applied.
    pub(super) fn finish(&mut self, registry: &Registry) -> Result<()> {
        let mut gone: Vec<(i64, &str)> = self
            .displaced
            .iter()
            .filter(|key| !self.touched.contains(key) && !self.present.contains(key))
            .map(|key| (*key, "another account has its distinguished name"))
            .collect();
        if self.prune {
            let mut absent = Vec::new();
            for domain in self.domains.keys_in_use() {
                registry.store().live_users_of_domain(domain, &mut |key| {
                    if !self.touched.contains(&key) && !self.displaced.contains(&key) {
                        absent.push(key);
                    }
                })?;
            }
            absent.sort_unstable();
            gone.extend(absent.into_iter().map(|key| (key, "the directory no longer holds it")));
        }
        let leaving = gone.iter().map(|(key, _)| *key).collect();
        self.withdraw_ambiguous(registry, &leaving)?;
        self.summary.removed = gone.len() as u64;
        if self.changed() {
            self.record_import(registry)?;
            let interrupter = registry.interrupter();
            for (key, reason) in gone {
                if interrupter.is_interrupted() {
                    return Err(Error::Interrupted);
                }
                self.mark_gone(registry, key, reason)?;
            }
        }
        self.warn_of_what_was_left();
        // Where nothing changed, nothing at all is written.
        if self.dry_run || !self.changed() {
            registry.store().rollback();
        } else {
            registry.store().commit()?;
        }
        self.open = false;
        self.summary.finished = true;
        Ok(())
    }

    /// Takes back the certificates that Publish would have refused: whose they are is nothing that an entry decides.
    fn withdraw_ambiguous(&mut self, registry: &Registry, leaving: &HashSet<i64>) -> Result<()> {
        for withdrawn in self.publisher.withdraw_ambiguous(registry, leaving)? {
            self.summary.certificates_published -= 1;
            self.summary.certificates_skipped += 1;
            let Withdrawn { thumbprint, holder, names, mut candidates } = withdrawn;
            candidates.sort();
            let text = format!(
                "The certificate with thumbprint {} in the entry \"{}\" was skipped: it names {}, which identifies several users: {}. \
                 Publish-CsClientCertificate -Identity says whose it is.",
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

    fn record_import(&self, registry: &Registry) -> Result<()> {
        let s = &self.summary;
        let detail = json!({
            "sources": self.notices.sources(), "added": s.added, "updated": s.updated, "unchanged": s.unchanged,
            "removed": s.removed, "rejected": s.rejected, "certificatesPublished": s.certificates_published,
            "certificatesSkipped": s.certificates_skipped, "prune": self.prune,
        });
        let sequence = registry.record(AuditEntry {
            certificates: s.certificates_published,
            detail: Some(detail.to_string()),
            ..registry.audit_entry(Action::Import, Outcome::Succeeded)
        })?;
        if sequence == self.entry {
            Ok(())
        } else {
            Err(registry.damaged("the import's audit entry is not where its changes point to".to_owned()))
        }
    }

    fn mark_gone(&self, registry: &Registry, key: i64, reason: &str) -> Result<()> {
        let UserFields { sip_address, distinguished_name, .. } =
            Stored::read(registry, key)?.fields.into_owned();
        let sequence = registry.record(AuditEntry {
            user_key: Some(key),
            user_name: Some(sip_address.unwrap_or(distinguished_name)),
            reason: Some(reason.to_owned()),
            ..registry.audit_entry(Action::Prune, Outcome::Succeeded)
        })?;
        registry.store().mark_gone(key, self.now, sequence)
    }

    fn warn_of_what_was_left(&mut self) {
        if self.left.is_empty() {
            return;
        }
        let names: Vec<&str> = self.left.iter().map(String::as_str).collect();
        let text = format!(
            "No LDIF entry of the input holds {}; what the registry has of it was left as it is. \
             Export these attributes too, so that changes of them arrive.",
            names.join(", ")
        );
        self.notices.of_input(Severity::Warning, text);
    }
}
