//! What Get-CsClientCertificate answers: the certificates of one user that are not revoked, for one user after the other.
//!
//! Users that come in the order of their keys, as Get-CsUser hands them on, are read ahead: many in one statement, and where they are
//! many more, on a thread of its own. What was read ahead is used only as long as nothing has been committed since, by any connection; the store
//! can tell that without asking the database.

mod holdings;
mod read_ahead;

use std::ops::Range;

use crate::error::{Error, Result};
use crate::model::user::NameRow;
use crate::query::identity::{Form, Identity, Resolver, Users};
use crate::registry::Registry;
use crate::store::{Holding, Rows, Store, Wanted};

use holdings::{Holder, Holdings};
use read_ahead::Ahead;

pub use holdings::CertificateRows;

/// One user's certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The user.
    pub user_key: i64,
    /// The form under which the user was recognised.
    pub form: Form,
    /// Which of the rows they are.
    pub rows: Range<usize>,
}

/// The rows of the last answer, and of those that were read ahead.
#[derive(Default)]
pub struct Answers<R> {
    holdings: Holdings<R>,
    ahead: Ahead<R>,
}

impl<R> Answers<R> {
    /// The rows, for those that an answer names; the others are nobody's business.
    pub fn rows(&mut self) -> &mut R {
        &mut self.holdings.rows
    }
}

impl Registry {
    /// The certificates of one user that are not revoked, expired ones too.
    ///
    /// # Errors
    /// What `resolve` reports; `UserHasNoSipAddress` and `UserNotInRegistrarPool`.
    pub fn certificates_of<R: CertificateRows + Default + Send + 'static>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<Answer> {
        self.store().check_interrupt()?;
        let (place, form) = match self.by_key(identity, answers)? {
            Some(place) => (place, Form::Key),
            None => self.by_name(identity, &mut answers.holdings)?,
        };
        let holder = &answers.holdings.holders[place];
        if holder.has_sip_address && holder.has_registrar_pool {
            return Ok(Answer { user_key: holder.key, form, rows: holder.rows.clone() });
        }
        let certificates_in_force = self.certificates_in_force(holder.key)?;
        let identity = identity.text.to_owned();
        Err(if holder.has_sip_address {
            Error::UserNotInRegistrarPool { identity, certificates_in_force }
        } else {
            Error::UserHasNoSipAddress { identity, certificates_in_force }
        })
    }

    fn by_name<R: CertificateRows>(
        &self,
        identity: &Identity<'_>,
        holdings: &mut Holdings<R>,
    ) -> Result<(usize, Form)> {
        self.store().proceed()?;
        holdings.clear();
        let mut users = NamedHolders { store: self.store(), holdings: &mut *holdings };
        let found = Resolver::new(&mut users, *self.hasher(), self.id()).resolve(identity)?;
        let place = holdings.place_by_name(found.key);
        Ok((place.ok_or_else(|| Error::Internal("a user who was found is missing".to_owned()))?, found.form))
    }

    /// The user whose key the identity carries; none where it carries none of this registry, or that user is not there. Whom no
    /// GUID confirms, the resolver looks at.
    fn by_key<R: CertificateRows + Default + Send + 'static>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<Option<usize>> {
        let key = match identity.key {
            Some((registry, key)) if registry == self.id() => key,
            _ => return Ok(None),
        };
        let Answers { holdings, ahead } = answers;
        let committed = self.store().committed_state();
        let place = match holdings.place(key).filter(|_| holdings.are_of(committed)) {
            Some(place) => Some(place),
            None => {
                ahead.read(self, key, committed, holdings)?;
                holdings.place(key)
            }
        };
        let meant =
            |holder: &Holder| holder.object_guid.is_some() && holder.object_guid == identity.object_guid;
        Ok(place.filter(|place| meant(&holdings.holders[*place])))
    }
}

/// The store's users; with each that is found its certificates go to the holdings.
struct NamedHolders<'s, R> {
    store: &'s dyn Store,
    holdings: &'s mut Holdings<R>,
}

impl<R: CertificateRows> Users for NamedHolders<'_, R> {
    fn read(&mut self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        let holdings = &mut *self.holdings;
        self.store.holders(&[wanted], Rows::WithCertificates, &mut |_, holding| {
            if let Holding::User(user) = &holding {
                visit(user);
            }
            holdings.add(holding);
            true
        })
    }
}
