//! Users and their certificates as they were read, many at a time.

use std::ops::Range;

use crate::error::Result;
use crate::model::certificate::CertificateRow;
use crate::model::guid::Guid;
use crate::store::{CommittedState, Holding, Rows, Store, Wanted};

/// Rows that are read in one go at the most, whatever the number of users: somebody may have thousands of certificates.
const MOST_ROWS: usize = 4096;

/// Where the certificates of answers go.
pub trait CertificateRows {
    /// Forgets all of them.
    fn clear(&mut self);
    /// Adds one after the others.
    fn push(&mut self, row: &CertificateRow<'_>);
    /// How many there are.
    fn count(&self) -> usize;
}

/// What some users hold.
#[derive(Debug, Default)]
pub(crate) struct Holdings<R> {
    pub rows: R,
    pub holders: Vec<Holder>,
    /// What was committed when they were read; none where that is not known, and they are not to be used again.
    committed: Option<CommittedState>,
    /// The last key among which users were read in the order of their keys.
    pub last_key: i64,
}

/// A user whose certificates are among the rows.
#[derive(Debug)]
pub(crate) struct Holder {
    pub key: i64,
    pub object_guid: Option<Guid>,
    pub has_sip_address: bool,
    pub has_registrar_pool: bool,
    pub rows: Range<usize>,
}

impl<R: CertificateRows> Holdings<R> {
    pub(super) fn clear(&mut self) {
        self.committed = None;
        self.holders.clear();
        self.rows.clear();
    }

    pub(super) fn add(&mut self, holding: Holding<'_>) {
        match holding {
            Holding::User(user) => {
                let at = self.rows.count();
                self.holders.push(Holder {
                    key: user.names.key,
                    object_guid: user.object_guid,
                    has_sip_address: user.names.sip_address.is_some(),
                    has_registrar_pool: user.has_registrar_pool,
                    rows: at..at,
                });
            }
            Holding::Certificate(certificate) => {
                self.rows.push(certificate);
                if let Some(holder) = self.holders.last_mut() {
                    holder.rows.end = self.rows.count();
                }
            }
        }
    }

    /// Reads the users with these keys in the place of what there is. Where they hold very much, the last ones are left out.
    pub(super) fn read(&mut self, store: &dyn Store, first_key: i64, last_key: i64) -> Result<()> {
        self.clear();
        self.last_key = last_key;
        let committed = store.committed_state();
        let wanted: Vec<Wanted> = (first_key..=last_key).map(Wanted::Key).collect();
        store.holders(&wanted, Rows::WithCertificates, &mut |_, holding| {
            if let (Holding::User(user), true) = (&holding, self.rows.count() >= MOST_ROWS) {
                self.last_key = user.names.key - 1;
                return false;
            }
            self.add(holding);
            true
        })?;
        self.committed = committed.filter(|_| committed == store.committed_state());
        Ok(())
    }

    /// Whether they are what is committed: none where that is not known.
    pub(super) fn are_of(&self, committed: Option<CommittedState>) -> bool {
        committed.is_some() && self.committed == committed
    }

    /// Where a user stands that was found by name. Where names were asked for several times, so was this user; the last time
    /// counts.
    pub(super) fn place_by_name(&self, key: i64) -> Option<usize> {
        self.holders.iter().rposition(|holder| holder.key == key)
    }

    /// Where a user stands among those that were read in the order of their keys.
    pub(super) fn place(&self, key: i64) -> Option<usize> {
        self.holders.binary_search_by_key(&key, |holder| holder.key).ok()
    }
}
