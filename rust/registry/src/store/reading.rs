//! Reading that is common to all stores.

use crate::error::{Error, Result};
use crate::model::keys::CertificateKey;
use crate::model::names::NameHasher;
use crate::model::user::NameRow;

use super::{Holding, Rows, Store, Wanted};

impl dyn Store + '_ {
    /// The hasher of names and lookups for this registry.
    pub(crate) fn hasher(&self) -> NameHasher {
        NameHasher::new(self.facts().identity.hash_secret)
    }

    /// `RegistryCorrupt`, for contradictory content.
    pub(crate) fn damaged(&self, reason: String) -> Error {
        Error::RegistryCorrupt { location: self.facts().location.to_owned(), reason }
    }

    /// The DER of a certificate that has a row, and so must exist.
    pub(crate) fn content_of_row(&self, certificate: CertificateKey) -> Result<Vec<u8>> {
        self.certificate_content(certificate)?.ok_or_else(|| self.content_missing(certificate))
    }

    /// `RegistryCorrupt`, for a certificate without content.
    pub(crate) fn content_missing(&self, certificate: CertificateKey) -> Error {
        self.damaged(format!("the content of certificate {} is missing", certificate))
    }

    /// Reads the wanted users, without their certificates.
    pub(crate) fn users(&self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.holders(&[wanted], Rows::Users, &mut |_, holding| {
            if let Holding::User(user) = holding {
                visit(user);
            }
            true
        })
    }
}
