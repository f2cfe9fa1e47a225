//! Users and their certificates as they were read, many at a time.

use std::any::Any;
use std::ops::Range;

use crate::model::certificate::CertificateRow;
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::user::NameRow;
use crate::store::page::Page;

/// Where the certificates of answers go.
pub trait CertificateRows {
    /// Forgets all of them.
    fn clear(&mut self);
    /// Adds one after the others.
    fn push(&mut self, row: &CertificateRow<'_>);
    /// How many there are.
    fn count(&self) -> usize;
    /// Is told that there are all; nothing is added until `clear`.
    fn finish(&mut self) {}
}

/// What some users hold.
#[derive(Debug, Default)]
pub(crate) struct Holdings<R> {
    pub rows: R,
    pub holders: Vec<Holder>,
}

/// A user whose certificates are among the rows.
#[derive(Debug)]
pub(crate) struct Holder {
    pub key: UserKey,
    pub object_guid: Option<Guid>,
    pub has_sip_address: bool,
    pub has_registrar_pool: bool,
    pub rows: Range<usize>,
}

impl<R: CertificateRows + Send + 'static> Page for Holdings<R> {
    fn clear(&mut self) {
        self.holders.clear();
        self.rows.clear();
    }

    fn count(&self) -> usize {
        self.rows.count()
    }

    fn holder(&mut self, row: &NameRow<'_>) {
        let at = self.rows.count();
        self.holders.push(Holder {
            key: row.names.key,
            object_guid: row.object_guid,
            has_sip_address: row.names.sip_address.is_some(),
            has_registrar_pool: row.has_registrar_pool,
            rows: at..at,
        });
    }

    fn certificate(&mut self, row: &CertificateRow<'_>) {
        self.rows.push(row);
        if let Some(holder) = self.holders.last_mut() {
            holder.rows.end = self.rows.count();
        }
    }

    fn finish(&mut self) {
        self.rows.finish();
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

impl<R> Holdings<R> {
    /// Where a user stands that was found by name. Where names were asked for several times, so was this user; the last time
    /// counts.
    pub(super) fn place_by_name(&self, key: UserKey) -> Option<usize> {
        self.holders.iter().rposition(|holder| holder.key == key)
    }

    /// Where a user stands among those that were read in the order of their keys.
    pub(super) fn place(&self, key: UserKey) -> Option<usize> {
        self.holders.binary_search_by_key(&key, |holder| holder.key).ok()
    }
}
