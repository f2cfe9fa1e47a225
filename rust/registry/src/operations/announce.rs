//! Announcing what is asked next: where each question is a round trip, all of it is read now.

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::names::LookupHash;
use crate::operations::check::Presented;
use crate::operations::find::Lookup;
use crate::parse::x509::SignedPart;
use crate::query::identity::{wanted_by, Identity};
use crate::registry::Registry;
use crate::store::Wanted;

impl Registry {
    /// Announces the identities that are resolved next, and the certificates that are checked next. Where each question is a round trip, they are
    /// read now, with the certificates of the users and the users of the certificates, and answered as it was now. Returns the
    /// users that were read.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn expect(&self, identities: &[Identity<'_>], presented: &[Presented<'_>]) -> Result<Vec<UserKey>> {
        if !self.store().is_far() {
            return Ok(Vec::new());
        }
        let users = identities.iter().flat_map(|identity| self.wanted_by(identity)).collect();
        let certificates = presented.iter().filter_map(|presented| match presented {
            Presented::Der(der) => self.issue_of(der),
            Presented::Thumbprint(thumbprint) => {
                Some(*self.lookup_hashes(&Lookup::Thumbprint(*thumbprint)).start())
            }
        });
        self.store().expect(users, certificates.collect())
    }

    /// What is asked of the store to resolve an identity.
    pub(crate) fn wanted_by(&self, identity: &Identity<'_>) -> Vec<Wanted> {
        wanted_by(identity, self.hasher(), self.id())
    }

    /// What a certificate and others of its issue are found under; none where it cannot be read.
    pub(crate) fn issue_of(&self, der: &[u8]) -> Option<LookupHash> {
        SignedPart::read(der).map(|signed| self.hasher().issue(&signed.issue()))
    }
}
