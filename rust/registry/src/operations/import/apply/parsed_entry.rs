//! What an entry means, as far as it can be told without the registry: all that is parsing, folding and hashing. It is told ahead of
//! whoever writes, on a thread of its own.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use crate::model::guid::Guid;
use crate::model::names::{NameHash, NameHasher};
use crate::model::user::UserFields;
use crate::model::words::words_of;
use crate::operations::import::input::contradictions::Contradictions;
use crate::operations::import::input::entry_kind::EntryKind;
use crate::operations::import::input::spool::{SpooledUser, StagedReader};
use crate::parse::distinguished_name::DistinguishedName;

use super::certificates::CertificateValue;
use super::expectations::Expectations;
use super::user_fields::{object_guid, stated_name, Interpretation, Interpreter};

/// Why an entry cannot be taken, as a sentence.
pub(crate) type Refusal = String;

/// An entry that was looked into.
pub(crate) struct Meaning {
    pub staged: SpooledUser,
    pub whom: Result<Whom, Refusal>,
    /// What it makes of a user whom the registry does not have; none where it states no distinguished name.
    pub new: Option<Result<NewUser, Refusal>>,
    /// One for each of its values of `userCertificate`.
    pub certificates: Vec<CertificateValue>,
}

/// Whom an entry speaks of.
pub(crate) struct Whom {
    pub guid: Option<Guid>,
    pub name: Option<DistinguishedName>,
    /// The DNS name of its domain.
    pub dns_domain: Option<String>,
    /// Whether another entry of the input, one with an `objectGUID`, has the same distinguished name.
    pub is_named_elsewhere: bool,
}

/// A user as an entry makes it.
pub(crate) struct NewUser {
    pub interpretation: Interpretation,
    /// None where it is expected that the registry has the user.
    pub found_by: Option<FoundBy>,
}

/// What a user is found by.
pub(crate) struct FoundBy {
    pub names: Vec<NameHash>,
    pub words: Vec<String>,
}

impl FoundBy {
    /// What finds a user with these fields, that distinguished name and the DNS name of its domain.
    pub(crate) fn of(
        fields: &UserFields<String>,
        name: &DistinguishedName,
        dns_domain: Option<&str>,
        hasher: &NameHasher,
    ) -> FoundBy {
        FoundBy { names: hasher.of_user(fields, name, dns_domain), words: words_of(fields) }
    }
}

impl Meaning {
    /// About the memory that it takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        self.staged.size()
    }

    /// The `objectGUID` that the entry states, whatever else is wrong with it.
    pub(crate) fn guid(&self) -> Option<Guid> {
        match &self.whom {
            Ok(whom) => whom.guid,
            Err(_) => object_guid(&self.staged).ok().flatten(),
        }
    }
}

/// Looks into one staged user after the other.
pub(crate) struct MeaningReader {
    /// What was staged, in the order in which it is applied: what the directory has deleted, users that state an `objectGUID`,
    /// those that do not, traces.
    pub staged: [StagedReader; 4],
    pub contradictions: Contradictions,
    pub seen: Arc<HashSet<String>>,
    pub hasher: NameHasher,
    pub expectations: Arc<Expectations>,
}

impl MeaningReader {
    /// The next entry; none at the end.
    pub(crate) fn next(&mut self) -> Option<io::Result<Meaning>> {
        let next = self.staged.iter_mut().find_map(|reader| reader.next_user().transpose());
        next.map(|staged| staged.map(|staged| self.prepared(staged)))
    }

    fn prepared(&self, staged: SpooledUser) -> Meaning {
        let whom = self.whom(&staged);
        let new = match &whom {
            Ok(Whom { guid, name: Some(name), dns_domain, .. }) if staged.sort == EntryKind::Person => {
                Some(self.new_user(&staged, *guid, name, dns_domain.as_deref()))
            }
            _ => None,
        };
        let certificates = staged.certificates().map(|der| self.certificate(der)).collect();
        Meaning { staged, whom, new, certificates }
    }

    fn whom(&self, staged: &SpooledUser) -> Result<Whom, Refusal> {
        let guid = object_guid(staged)?;
        let name = stated_name(&staged.distinguished_name)
            .map_err(|error| format!("its distinguished name cannot be read: {}", error))?;
        let contradiction = match staged.sort {
            EntryKind::Trace(_) => None,
            EntryKind::Person | EntryKind::Deleted => self.contradictions.contradiction(guid, name.as_ref()),
        };
        match contradiction {
            Some(reason) => Err(reason.to_owned()),
            None => {
                let is_named_elsewhere =
                    guid.is_none() && name.as_ref().map_or(false, |name| self.contradictions.is_held(name));
                let dns_domain = name.as_ref().and_then(DistinguishedName::dns_domain);
                Ok(Whom { guid, name, dns_domain, is_named_elsewhere })
            }
        }
    }

    fn new_user(
        &self,
        staged: &SpooledUser,
        guid: Option<Guid>,
        name: &DistinguishedName,
        dns_domain: Option<&str>,
    ) -> Result<NewUser, Refusal> {
        let interpretation = Interpreter::new(staged, &self.seen).fields(guid, name, None)?;
        let found_by = (!self.expectations.users_are_known.is_set())
            .then(|| FoundBy::of(&interpretation.fields, name, dns_domain, &self.hasher));
        Ok(NewUser { interpretation, found_by })
    }

    fn certificate(&self, der: &[u8]) -> CertificateValue {
        let Expectations { certificates_are_known, certificates_are_in_place, .. } = &*self.expectations;
        if certificates_are_in_place.is_set() {
            CertificateValue::default()
        } else if certificates_are_known.is_set() {
            CertificateValue::hashed(der, &self.hasher)
        } else {
            CertificateValue::read(der, &self.hasher)
        }
    }
}
