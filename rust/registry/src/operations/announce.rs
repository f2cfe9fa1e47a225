//! Announcing what is asked later: where each question is a round trip, all of it is read with one.

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
    /// Announces identities that will be resolved, and certificates that will be checked, after `take_answers`. Where each question is a round
    /// trip, the store begins to read them, with the certificates of the users and the users of the certificates.
    ///
    /// # Errors
    /// `InvalidArgument` if too many announcements were not taken.
    pub fn ask_ahead(&self, identities: &[Identity<'_>], presented: &[Presented<'_>]) -> Result<()> {
        if !self.store().is_far() {
            return Ok(());
        }
        let users = identities.iter().flat_map(|identity| self.wanted_by(identity)).collect();
        let certificates = presented.iter().filter_map(|presented| match presented {
            Presented::Der(der) => self.issue_of(der),
            Presented::Thumbprint(thumbprint) => {
                Some(*self.lookup_hashes(&Lookup::Thumbprint(*thumbprint)).start())
            }
        });
        self.store().ask_ahead(users, certificates.collect())
    }

    /// Takes the answers to the first announcement that was not taken yet: what it is about is answered as it was then, and what was taken
    /// before no longer. Returns the users that were read.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn take_answers(&self) -> Result<Vec<UserKey>> {
        self.store().take_answers()
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
