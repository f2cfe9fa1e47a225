//! The query of Get-CsClientCertificate: the certificates of a user that are not revoked, for many users one by one.

mod holdings;

use std::ops::Range;

use crate::error::{Error, Result};
use crate::model::keys::UserKey;
use crate::model::user::NameRow;
use crate::query::identity::{Form, Identity, Resolver, Users};
use crate::registry::Registry;
use crate::store::page::{Page, Pages};
use crate::store::{Holding, Rows, Store, Wanted};

use holdings::{Holder, Holdings};

/// The certificates of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The user.
    pub user_key: UserKey,
    /// The form in which the user was found.
    pub form: Form,
    /// The range of the rows.
    pub rows: Range<usize>,
}

/// The rows of the last result, and of others.
pub struct Answers<R> {
    /// Those of a user requested by name.
    named: Holdings<R>,
    /// Those of users requested by key.
    in_order: Pages,
    is_by_key: bool,
}

impl<R: Page + Default> Default for Answers<R> {
    fn default() -> Answers<R> {
        let (named, in_order) = (Holdings::default(), Pages::of::<Holdings<R>>());
        Answers { named, in_order, is_by_key: false }
    }
}

impl<R: Page + Default> Answers<R> {
    /// All rows, for use with the ranges of results.
    ///
    /// # Errors
    /// None, unless the store has a defect.
    pub fn rows(&mut self) -> Result<&mut R> {
        self.holdings().map(|holdings| &mut holdings.rows)
    }

    fn holdings(&mut self) -> Result<&mut Holdings<R>> {
        if self.is_by_key {
            self.in_order.rows()
        } else {
            Ok(&mut self.named)
        }
    }
}

impl Registry {
    /// The certificates of a user that are not revoked, including expired ones.
    ///
    /// # Errors
    /// Those of `resolve`; `UserHasNoSipAddress` and `UserNotInRegistrarPool`.
    pub fn certificates_of<R: Page + Default>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<Answer> {
        let (place, form) = match self.by_key(identity, answers)? {
            Some(place) => (place, Form::Key),
            None => self.by_name(identity, answers)?,
        };
        let holder = &answers.holdings()?.holders[place];
        if holder.has_sip_address && holder.has_registrar_pool {
            return Ok(Answer { user_key: holder.key, form, rows: holder.rows.clone() });
        }
        let valid_certificates = self.valid_certificates(holder.key)?;
        let identity = identity.text.to_owned();
        Err(if holder.has_sip_address {
            Error::UserNotInRegistrarPool { identity, valid_certificates }
        } else {
            Error::UserHasNoSipAddress { identity, valid_certificates }
        })
    }

    fn by_name<R: Page>(&self, identity: &Identity<'_>, answers: &mut Answers<R>) -> Result<(usize, Form)> {
        answers.is_by_key = false;
        let holdings = &mut answers.named;
        holdings.clear();
        let mut users = NamedHolders { store: self.store(), holdings: &mut *holdings };
        let found = Resolver::new(&mut users, *self.hasher(), self.id()).resolve(identity)?;
        let place = holdings.place_by_name(found.key);
        Ok((place.ok_or_else(|| Error::Internal("a user who was found is missing".to_owned()))?, found.form))
    }

    /// The user with the key in the identity; `None` if it has no key of this registry, or there is no such user. Users that no
    /// GUID confirms are checked by the resolver.
    fn by_key<R: Page + Default>(
        &self,
        identity: &Identity<'_>,
        answers: &mut Answers<R>,
    ) -> Result<Option<usize>> {
        let key = match identity.key {
            Some((registry, key)) if registry == self.id() => key,
            _ => return Ok(None),
        };
        answers.is_by_key = true;
        self.store().holder_in_order(key, &mut answers.in_order)?;
        let holdings = answers.holdings()?;
        let meant =
            |holder: &Holder| holder.object_guid.is_some() && holder.object_guid == identity.object_guid;
        Ok(holdings.place(key).filter(|place| meant(&holdings.holders[*place])))
    }
}

/// The users of the store; the certificates of each found user are added to the holdings.
struct NamedHolders<'s, R> {
    store: &'s dyn Store,
    holdings: &'s mut Holdings<R>,
}

impl<R: Page> Users for NamedHolders<'_, R> {
    fn read(&mut self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        let holdings = &mut *self.holdings;
        self.store.holders(&[wanted], Rows::WithCertificates, &mut |_, holding| {
            holdings.holding(&holding);
            if let Holding::User(user) = holding {
                visit(user);
            }
            true
        })
    }
}
