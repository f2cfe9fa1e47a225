//! Pages of names.

use std::any::Any;

use cscert_registry::model::audit::AuditEntry;
use cscert_registry::model::certificate::CertificateRow;
use cscert_registry::model::user::UserRow;
use cscert_registry::store::page::Page;

/// Names of what is on a page.
#[derive(Default)]
pub struct Names(pub Vec<String>);

impl Page for Names {
    fn clear(&mut self) {
        self.0.clear();
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn user(&mut self, row: &UserRow<'_>) {
        self.0.extend(row.fields.display_name.map(str::to_owned));
    }

    fn certificate(&mut self, row: &CertificateRow<'_>) {
        self.0.push(row.owner.distinguished_name.to_owned());
    }

    fn entry(&mut self, entry: &AuditEntry) {
        self.0.push(entry.action.clone());
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}
