//! Stored certificates that are the same as a given one, or of its issue. Publishing, importing, revoking and checking
//! all use this, so that they agree.

use crate::error::Result;
use crate::model::certificate::CertificateRow;
use crate::model::keys::CertificateKey;
use crate::parse::x509::SignedPart;

use super::{Sought, Store};

/// The relation of a stored certificate to a given one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Identical.
    Equal,
    /// The same with another signature, or with its signature in another encoding.
    Twin,
    /// Another certificate with the same issuer, serial number and public key.
    SameIssue,
}

impl dyn Store + '_ {
    /// Reads the stored certificates of the issue of a certificate, which are all revoked or all not.
    ///
    /// # Errors
    /// Errors of the store and of `visit`.
    pub(crate) fn certificates_of_issue(
        &self,
        der: &[u8],
        signed: &SignedPart<'_>,
        visit: &mut dyn FnMut(&CertificateRow<'_>, Relation) -> Result<()>,
    ) -> Result<()> {
        let hash = self.hasher().issue(&signed.issue());
        self.certificates(Sought::Found(hash), &mut |row| {
            let content = self.content_of_row(row.key)?;
            match self.relation(row.key, &content, der, signed)? {
                Some(relation) => visit(row, relation),
                None => Ok(()),
            }
        })
    }

    /// The relation of the stored certificate with this key and content to a certificate; `None` if there is none.
    fn relation(
        &self,
        key: CertificateKey,
        content: &[u8],
        der: &[u8],
        signed: &SignedPart<'_>,
    ) -> Result<Option<Relation>> {
        if content == der {
            return Ok(Some(Relation::Equal));
        }
        if SignedPart::bytes_of(content) == Some(signed.bytes) {
            return Ok(Some(Relation::Twin));
        }
        let found = SignedPart::read(content).ok_or_else(|| {
            self.damaged(format!("the content of certificate {} is not a certificate", key))
        })?;
        Ok((found.issue() == signed.issue()).then_some(Relation::SameIssue))
    }
}
