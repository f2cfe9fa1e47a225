//! What an entry means, as far as it can be told without the registry: all that is parsing, folding and hashing. It is told ahead of
//! whoever writes, on a thread of its own.

use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use crate::completion::words_of;
use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::guid::Guid;
use crate::identity::names::{NameHash, NameHasher};
use crate::text::fold::account_key;

use super::attribute as names;
use super::certificates::CertificateValue;
use super::claims::Claims;
use super::interpret::{object_guid, stated_name, Interpretation, Interpreter};
use super::staged::{StagedReader, StagedUser};

/// Why an entry cannot be taken, as a sentence.
pub(super) type Refusal = String;

/// An entry that was looked into.
pub(super) struct Prepared {
    /// Without its certificates.
    pub staged: StagedUser,
    pub whom: Result<Whom, Refusal>,
    /// What it makes of a user whom the registry does not have; none where it states no distinguished name.
    pub new: Option<Result<NewUser, Refusal>>,
    pub certificates: Vec<CertificateValue>,
    weight: usize,
}

/// Whom an entry speaks of.
pub(super) struct Whom {
    pub guid: Option<Guid>,
    pub name: Option<DistinguishedName>,
    /// Whether another entry of the input, one with an `objectGUID`, has the same distinguished name.
    pub is_named_elsewhere: bool,
}

/// A user as an entry makes it, and what it is found by.
pub(super) struct NewUser {
    pub interpretation: Interpretation,
    /// The DNS name of the domain, folded.
    pub dns_domain: Option<String>,
    pub names: Vec<NameHash>,
    pub words: Vec<String>,
}

impl Prepared {
    /// About the memory that it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// The `objectGUID` that the entry states, whatever else is wrong with it.
    pub(super) fn guid(&self) -> Option<Guid> {
        match &self.whom {
            Ok(whom) => whom.guid,
            Err(_) => object_guid(&self.staged).ok().flatten(),
        }
    }
}

/// Looks into one staged user after the other.
pub(super) struct Preparation {
    /// Users that state an `objectGUID` come first.
    pub with_guid: StagedReader,
    pub without_guid: StagedReader,
    pub claims: Claims,
    pub seen: Arc<HashSet<String>>,
    pub hasher: NameHasher,
    /// Whether the certificates that were applied last were known: then they need not be read.
    pub certificates_are_known: Arc<AtomicBool>,
}

impl Preparation {
    /// The next entry; none at the end.
    pub(super) fn next(&mut self) -> Option<io::Result<Prepared>> {
        let next = match self.with_guid.next_user() {
            Ok(None) => self.without_guid.next_user(),
            other => other,
        };
        next.map(|staged| staged.map(|staged| self.prepared(staged))).transpose()
    }

    fn prepared(&self, mut staged: StagedUser) -> Prepared {
        let weight = staged.size();
        let whom = self.whom(&staged);
        let certificates = self.certificates(&mut staged);
        let new = match &whom {
            Ok(Whom { guid, name: Some(name), .. }) => Some(self.new_user(&staged, *guid, name)),
            _ => None,
        };
        Prepared { staged, whom, new, certificates, weight }
    }

    fn whom(&self, staged: &StagedUser) -> Result<Whom, Refusal> {
        let guid = object_guid(staged)?;
        let name = stated_name(&staged.distinguished_name)
            .map_err(|error| format!("its distinguished name cannot be read: {}", error))?;
        match self.claims.contradiction(guid, name.as_ref()) {
            Some(reason) => Err(reason.to_owned()),
            None => {
                let is_named_elsewhere =
                    guid.is_none() && name.as_ref().map_or(false, |name| self.claims.is_held(name));
                Ok(Whom { guid, name, is_named_elsewhere })
            }
        }
    }

    fn new_user(
        &self,
        staged: &StagedUser,
        guid: Option<Guid>,
        name: &DistinguishedName,
    ) -> Result<NewUser, Refusal> {
        let interpretation = Interpreter::new(staged, &self.seen).fields(guid, name, None)?;
        let dns_domain = name.dns_domain().map(|domain| account_key(&domain));
        let names = self.hasher.of_user(&interpretation.fields, name, dns_domain.as_deref());
        let words = words_of(&interpretation.fields);
        Ok(NewUser { interpretation, dns_domain, names, words })
    }

    /// Takes the certificates out of the entry.
    fn certificates(&self, staged: &mut StagedUser) -> Vec<CertificateValue> {
        let read = !self.certificates_are_known.load(Ordering::Relaxed);
        let is_certificate = |name: &str| name.eq_ignore_ascii_case(names::USER_CERTIFICATE);
        let values = staged.attributes.iter_mut().find(|attribute| is_certificate(&attribute.name));
        values
            .map(|attribute| std::mem::take(&mut attribute.values))
            .unwrap_or_default()
            .into_iter()
            .map(|der| CertificateValue::new(der, &self.hasher, read))
            .collect()
    }
}
