//! Pages of rows that a store fills for a caller, with its state for later calls.

use std::any::Any;

use crate::error::{Error, Result};
use crate::model::audit::AuditEntry;
use crate::model::certificate::CertificateRow;
use crate::model::user::{NameRow, UserRow};

use super::Holding;

/// Rows that a store fills, possibly on another thread while the caller uses others.
pub trait Page: Any + Send {
    /// Clears it.
    fn clear(&mut self);
    /// The number of them.
    fn count(&self) -> usize;
    /// Adds a user of a listing.
    fn user(&mut self, _row: &UserRow<'_>) {}
    /// Adds a user, whose certificates follow.
    fn holder(&mut self, _row: &NameRow<'_>) {}
    /// Adds a certificate.
    fn certificate(&mut self, _row: &CertificateRow<'_>) {}
    /// Adds a user or one of the certificates that follow it.
    fn holding(&mut self, holding: &Holding<'_>) {
        match holding {
            Holding::User(row) => self.holder(row),
            Holding::Certificate(row) => self.certificate(row),
        }
    }
    /// Adds an audit entry.
    fn entry(&mut self, _entry: &AuditEntry) {}
    /// Called when complete; nothing is added until `clear`.
    fn finish(&mut self) {}
    /// Itself.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// Creates an empty page.
pub(crate) type NewPage = fn() -> Box<dyn Page>;

/// The page of a caller with a sequence of requests. The store can replace it with another of its type.
pub(crate) struct Pages {
    pub page: Box<dyn Page>,
    new: NewPage,
    kept: Option<Box<dyn Any + Send>>,
}

impl Pages {
    /// An empty page of this type.
    pub(crate) fn of<P: Page + Default>() -> Pages {
        let new: NewPage = || Box::new(P::default());
        Pages { page: new(), new, kept: None }
    }

    /// The rows, which must be of this type.
    pub(crate) fn rows<P: Page>(&mut self) -> Result<&mut P> {
        self.page.as_any().downcast_mut().ok_or_else(|| wrong_kind("a page"))
    }

    /// The page, the function that creates another, and the state of the store, initially empty. Each store has its own type.
    pub(crate) fn with_kept<K: Any + Default + Send>(
        &mut self,
    ) -> Result<(&mut Box<dyn Page>, NewPage, &mut K)> {
        let kept = self.kept.get_or_insert_with(|| Box::new(K::default()));
        let kept = kept.downcast_mut().ok_or_else(|| wrong_kind("what a store keeps"))?;
        Ok((&mut self.page, self.new, kept))
    }
}

fn wrong_kind(what: &str) -> Error {
    Error::Internal(format!("{} is of another kind than it was made", what))
}
