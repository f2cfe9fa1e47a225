//! Copying a registry to another place, whatever engines keep the two.

use serde_json::json;

use crate::error::Result;
use crate::model::audit::{Action, AuditEntry, Outcome};
use crate::registry::Registry;
use crate::store::{self, Counts};

impl Registry {
    /// Copies everything, with the audit log, into an empty registry, whose audit log goes on with an entry that says where it came from. It
    /// is another registry from then on: keys of this one are not taken for its own. All or nothing; the copy is compared and checked.
    ///
    /// # Errors
    /// `RegistryNotEmpty`; `AccessDenied` where the audit log may not be read, or the account of a server is not the owner's;
    /// `RegistryCorrupt` where the copy does not pass the check; whatever the stores report.
    pub fn copy_to(&self, target: &mut Registry) -> Result<()> {
        let place = |registry: &Registry| registry.store().facts().location.to_owned();
        let (from, to) = (place(self), place(target));
        let entry = |counts: &Counts| {
            let detail = json!({
                "from": from,
                "to": to,
                "users": counts.users,
                "certificates": counts.certificates,
                "auditEntries": counts.audit_entries,
            });
            AuditEntry {
                certificates: counts.certificates,
                detail: Some(detail.to_string()),
                ..target.audit_entry(Action::Copy, Outcome::Succeeded)
            }
        };
        store::copy(self.store(), target.store(), Some(&entry))?;
        target.become_copy()
    }
}
