//! Listings: rows in the order of their keys or times, in pages. No transaction is held between pages.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::error::Result;
use crate::model::audit::AuditSelection;
use crate::model::certificate::{CertificatePosition, CertificateSelection};
use crate::model::keys::UserKey;
use crate::model::user::{UserRow, UserSelection};
use crate::registry::Registry;

use super::page::{Page, Pages};
use super::Store;

/// The maximum number of rows in a listing's first page.
pub(crate) const PAGE: usize = 256;
/// No limit on the number of rows.
pub(crate) const ALL: u64 = u64::MAX;

/// A filter for the selected users.
pub type Keeps = Arc<dyn Fn(&UserRow<'_>) -> bool + Send + Sync>;

/// A listing with pages of one type, and its position.
pub struct Listing<P> {
    course: Course,
    kind: PhantomData<P>,
}

/// A listing as the store sees it.
pub(crate) struct Course {
    pub rest: Rest,
    pub pages: Pages,
}

/// The rows that are still to be listed.
#[derive(Clone)]
pub(crate) struct Rest {
    pub what: What,
    /// The maximum number of rows; `ALL` for all.
    pub left: u64,
}

/// The selection, and the last row before.
#[derive(Clone)]
pub(crate) enum What {
    Users { selection: Box<UserSelection>, keeps: Option<Keeps>, after: UserKey },
    Certificates { selection: CertificateSelection, after: Option<CertificatePosition> },
    Audit { selection: AuditSelection, after: i64 },
}

impl<P: Page + Default> Listing<P> {
    /// Users in the order of their keys; with `keeps`, only those for which it returns true.
    pub fn users(selection: UserSelection, keeps: Option<Keeps>, limit: u64) -> Listing<P> {
        Listing::of(What::Users { selection: Box::new(selection), keeps, after: UserKey::default() }, limit)
    }

    /// Certificates of all users.
    pub fn certificates(selection: CertificateSelection, limit: u64) -> Listing<P> {
        Listing::of(What::Certificates { selection, after: None }, limit)
    }

    /// Audit entries after a sequence number, oldest first.
    pub fn audit(selection: AuditSelection, after: i64, limit: u64) -> Listing<P> {
        Listing::of(What::Audit { selection, after }, limit)
    }

    fn of(what: What, left: u64) -> Listing<P> {
        Listing { course: Course { rest: Rest { what, left }, pages: Pages::of::<P>() }, kind: PhantomData }
    }

    /// The next page; an empty one is the end.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn next(&mut self, registry: &Registry) -> Result<&mut P> {
        registry.store().next_page(&mut self.course)?;
        self.course.pages.rows()
    }
}

impl Rest {
    /// Whether no row was read.
    pub(crate) fn is_at_start(&self) -> bool {
        match &self.what {
            What::Users { after, .. } => *after == UserKey::default(),
            What::Certificates { after, .. } => after.is_none(),
            What::Audit { after, .. } => *after == 0,
        }
    }

    /// How many rows the next page has at most.
    pub(crate) fn page_limit<S: Store + ?Sized>(&self, store: &S) -> usize {
        let most = if self.is_at_start() { PAGE } else { store.later_page() };
        usize::try_from(self.left).unwrap_or(most).min(most)
    }

    /// Adds the next rows to an empty page; none at the end.
    pub(crate) fn read<S: Store + ?Sized>(&mut self, store: &S, page: &mut dyn Page) -> Result<()> {
        while page.count() == 0 && self.left > 0 {
            let limit = self.page_limit(store);
            if self.what.read(store, limit, page)? < limit {
                // A page that is not full is the last one: looking for another would be a second search.
                self.left = 0;
            } else if self.left != ALL {
                self.left = self.left.saturating_sub(page.count() as u64);
            }
        }
        page.finish();
        Ok(())
    }
}

impl What {
    /// Reads at most `limit` rows; returns their number, including those that are filtered out.
    pub(crate) fn read<S: Store + ?Sized>(
        &mut self,
        store: &S,
        limit: usize,
        page: &mut dyn Page,
    ) -> Result<usize> {
        let mut read = 0;
        match self {
            What::Users { selection, keeps, after } => {
                let last = store.users_after(selection, *after, limit, &mut |row| {
                    read += 1;
                    if keeps.as_ref().map_or(true, |keeps| keeps(row)) {
                        page.user(row);
                    }
                    Ok(())
                })?;
                *after = last.unwrap_or(*after);
            }
            What::Certificates { selection, after } => {
                let last = store.certificates_after(selection, *after, limit, &mut |row| {
                    read += 1;
                    page.certificate(row);
                    Ok(())
                })?;
                *after = last.or(*after);
            }
            What::Audit { selection, after } => {
                let last = store.audit_after(selection, *after, limit, &mut |entry| {
                    read += 1;
                    page.entry(entry);
                    Ok(())
                })?;
                *after = last.unwrap_or(*after);
            }
        }
        Ok(read)
    }
}
