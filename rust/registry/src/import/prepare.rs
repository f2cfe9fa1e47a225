//! What an entry means, as far as it can be told without the registry: all that is parsing, folding and hashing. It is told ahead of
//! whoever writes, on a thread of its own.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use crate::completion::words_of;
use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::guid::Guid;
use crate::identity::names::{NameHash, NameHasher};
use crate::user::UserFields;

use super::certificates::CertificateValue;
use super::claims::Claims;
use super::interpret::{object_guid, stated_name, Interpretation, Interpreter};
use super::outlook::Outlook;
use super::sort::Sort;
use super::staged::{StagedReader, StagedUser};

/// Why an entry cannot be taken, as a sentence.
pub(super) type Refusal = String;

/// An entry that was looked into.
pub(super) struct Prepared {
    pub staged: StagedUser,
    pub whom: Result<Whom, Refusal>,
    /// What it makes of a user whom the registry does not have; none where it states no distinguished name.
    pub new: Option<Result<NewUser, Refusal>>,
    /// One for each of its values of `userCertificate`.
    pub certificates: Vec<CertificateValue>,
}

/// Whom an entry speaks of.
pub(super) struct Whom {
    pub guid: Option<Guid>,
    pub name: Option<DistinguishedName>,
    /// The DNS name of its domain.
    pub dns_domain: Option<String>,
    /// Whether another entry of the input, one with an `objectGUID`, has the same distinguished name.
    pub is_named_elsewhere: bool,
}

/// A user as an entry makes it.
pub(super) struct NewUser {
    pub interpretation: Interpretation,
    /// None where it is expected that the registry has the user.
    pub found_by: Option<FoundBy>,
}

/// What a user is found by.
pub(super) struct FoundBy {
    pub names: Vec<NameHash>,
    pub words: Vec<String>,
}

impl FoundBy {
    /// What finds a user with these fields, that distinguished name and the DNS name of its domain.
    pub(super) fn of(
        fields: &UserFields<String>,
        name: &DistinguishedName,
        dns_domain: Option<&str>,
        hasher: &NameHasher,
    ) -> FoundBy {
        FoundBy { names: hasher.of_user(fields, name, dns_domain), words: words_of(fields) }
    }
}

impl Prepared {
    /// About the memory that it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.staged.size()
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
    /// What was staged, in the order in which it is applied: what the directory has deleted, users that state an `objectGUID`,
    /// those that do not, traces.
    pub staged: [StagedReader; 4],
    pub claims: Claims,
    pub seen: Arc<HashSet<String>>,
    pub hasher: NameHasher,
    pub outlook: Arc<Outlook>,
}

impl Preparation {
    /// The next entry; none at the end.
    pub(super) fn next(&mut self) -> Option<io::Result<Prepared>> {
        let next = self.staged.iter_mut().find_map(|reader| reader.next_user().transpose());
        next.map(|staged| staged.map(|staged| self.prepared(staged)))
    }

    fn prepared(&self, staged: StagedUser) -> Prepared {
        let whom = self.whom(&staged);
        let new = match &whom {
            Ok(Whom { guid, name: Some(name), dns_domain, .. }) if staged.sort == Sort::Person => {
                Some(self.new_user(&staged, *guid, name, dns_domain.as_deref()))
            }
            _ => None,
        };
        let certificates = staged.certificates().map(|der| self.certificate(der)).collect();
        Prepared { staged, whom, new, certificates }
    }

    fn whom(&self, staged: &StagedUser) -> Result<Whom, Refusal> {
        let guid = object_guid(staged)?;
        let name = stated_name(&staged.distinguished_name)
            .map_err(|error| format!("its distinguished name cannot be read: {}", error))?;
        let contradiction = match staged.sort {
            Sort::Trace(_) => None,
            Sort::Person | Sort::Deleted => self.claims.contradiction(guid, name.as_ref()),
        };
        match contradiction {
            Some(reason) => Err(reason.to_owned()),
            None => {
                let is_named_elsewhere =
                    guid.is_none() && name.as_ref().map_or(false, |name| self.claims.is_held(name));
                let dns_domain = name.as_ref().and_then(DistinguishedName::dns_domain);
                Ok(Whom { guid, name, dns_domain, is_named_elsewhere })
            }
        }
    }

    fn new_user(
        &self,
        staged: &StagedUser,
        guid: Option<Guid>,
        name: &DistinguishedName,
        dns_domain: Option<&str>,
    ) -> Result<NewUser, Refusal> {
        let interpretation = Interpreter::new(staged, &self.seen).fields(guid, name, None)?;
        let found_by = (!self.outlook.users_are_known.is_set())
            .then(|| FoundBy::of(&interpretation.fields, name, dns_domain, &self.hasher));
        Ok(NewUser { interpretation, found_by })
    }

    fn certificate(&self, der: &[u8]) -> CertificateValue {
        let Outlook { certificates_are_known, certificates_are_in_place, .. } = &*self.outlook;
        if certificates_are_in_place.is_set() {
            CertificateValue::default()
        } else if certificates_are_known.is_set() {
            CertificateValue::hashed(der, &self.hasher)
        } else {
            CertificateValue::read(der, &self.hasher)
        }
    }
}
