//! Which certificates of the registry are the one at hand, and which are of its issue. Publishing, importing, revoking and checking
//! all ask here, so that they say the same.

use crate::error::Result;
use crate::model::certificate::CertificateRow;
use crate::model::keys::CertificateKey;
use crate::parse::x509::SignedPart;

use super::Store;

/// What a certificate of the registry is to one at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// The same, byte for byte.
    Equal,
    /// The same with another signature, or with its signature in another encoding.
    Twin,
    /// Another one with the same issuer, serial number and public key.
    OfItsIssue,
}

impl dyn Store + '_ {
    /// Reads the registry's certificates of a certificate's issue, which are revoked all or none.
    ///
    /// # Errors
    /// Whatever the store or the visitor reports.
    pub(crate) fn certificates_of_issue(
        &self,
        der: &[u8],
        signed: &SignedPart<'_>,
        visit: &mut dyn FnMut(&CertificateRow<'_>, Kinship) -> Result<()>,
    ) -> Result<()> {
        let hash = self.hasher().issue(&signed.issue());
        self.certificates_found(hash..=hash, None, &mut |row| {
            let content = self.content_of_row(row.key)?;
            match self.kinship(row.key, &content, der, signed)? {
                Some(kinship) => visit(row, kinship),
                None => Ok(()),
            }
        })
    }

    /// What the registry's certificate with that key and content is to a certificate; none where it has nothing to do with it.
    fn kinship(
        &self,
        key: CertificateKey,
        content: &[u8],
        der: &[u8],
        signed: &SignedPart<'_>,
    ) -> Result<Option<Kinship>> {
        if content == der {
            return Ok(Some(Kinship::Equal));
        }
        if SignedPart::bytes_of(content) == Some(signed.bytes) {
            return Ok(Some(Kinship::Twin));
        }
        let found = SignedPart::read(content).ok_or_else(|| {
            self.damaged(format!("the content of certificate {} is not a certificate", key))
        })?;
        Ok((found.issue() == signed.issue()).then_some(Kinship::OfItsIssue))
    }
}
