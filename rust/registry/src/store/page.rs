//! Rows that a store fills for whoever asks, and what it keeps for the questions that come next.

use std::any::Any;

use crate::error::{Error, Result};
use crate::model::audit::AuditEntry;
use crate::model::certificate::CertificateRow;
use crate::model::user::{NameRow, UserRow};

/// Rows that a store fills, maybe on a thread of its own while their owner uses others.
pub trait Page: Any + Send {
    /// Forgets all of them.
    fn clear(&mut self);
    /// How many there are.
    fn count(&self) -> usize;
    /// Takes a user of a listing.
    fn user(&mut self, _row: &UserRow<'_>) {}
    /// Takes a user, whose certificates follow.
    fn holder(&mut self, _row: &NameRow<'_>) {}
    /// Takes a certificate.
    fn certificate(&mut self, _row: &CertificateRow<'_>) {}
    /// Takes an entry of the audit.
    fn entry(&mut self, _entry: &AuditEntry) {}
    /// Is told that there are all; nothing is added until `clear`.
    fn finish(&mut self) {}
    /// Itself.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// Makes an empty page.
pub(crate) type NewPage = fn() -> Box<dyn Page>;

/// The page of one who asks one question after the other. The store may put another of its kind in its place.
pub(crate) struct Pages {
    pub page: Box<dyn Page>,
    new: NewPage,
    kept: Option<Box<dyn Any + Send>>,
}

impl Pages {
    /// An empty page of that kind.
    pub(crate) fn of<P: Page + Default>() -> Pages {
        let new: NewPage = || Box::new(P::default());
        Pages { page: new(), new, kept: None }
    }

    /// The rows, which must be of that kind.
    pub(crate) fn rows<P: Page>(&mut self) -> Result<&mut P> {
        self.page.as_any().downcast_mut().ok_or_else(|| wrong_kind("a page"))
    }

    /// The page, how another is made, and what the store keeps here: nothing at first. Each kind of store keeps one of its own.
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
