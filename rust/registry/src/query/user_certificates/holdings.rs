//! Users and their certificates as read in batches.

use std::any::Any;
use std::ops::Range;

use crate::model::certificate::CertificateRow;
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::user::NameRow;
use crate::store::page::Page;

/// Some users and their certificates.
#[derive(Debug, Default)]
pub(crate) struct Holdings<R> {
    pub rows: R,
    pub holders: Vec<Holder>,
}

/// A user with a range of the certificate rows.
#[derive(Debug)]
pub(crate) struct Holder {
    pub key: UserKey,
    pub object_guid: Option<Guid>,
    pub has_sip_address: bool,
    pub has_registrar_pool: bool,
    pub rows: Range<usize>,
}

impl<R: Page> Page for Holdings<R> {
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
        self.rows.certificate(row);
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
    /// The index of a user found by name. If names were requested several times, so was this user; the last one
    /// counts.
    pub(super) fn place_by_name(&self, key: UserKey) -> Option<usize> {
        self.holders.iter().rposition(|holder| holder.key == key)
    }

    /// The index of a user among those read in the order of their keys.
    pub(super) fn place(&self, key: UserKey) -> Option<usize> {
        self.holders.binary_search_by_key(&key, |holder| holder.key).ok()
    }
}
