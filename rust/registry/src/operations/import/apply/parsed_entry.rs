//! Parsing, folding and hashing of an entry: everything that does not need the registry. It is done ahead of
//! the writing thread, on a thread of its own.

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

/// Why an entry cannot be imported, as a sentence.
pub(crate) type Refusal = String;

/// A parsed entry.
pub(crate) struct ParsedEntry {
    pub staged: SpooledUser,
    pub identity: Result<EntryIdentity, Refusal>,
    /// The user that it would add; `None` if it has no distinguished name.
    pub new: Option<Result<NewUser, Refusal>>,
    /// One for each of its values of `userCertificate`.
    pub certificates: Vec<CertificateValue>,
}

/// The user that an entry describes.
pub(crate) struct EntryIdentity {
    pub guid: Option<Guid>,
    pub name: Option<DistinguishedName>,
    /// The DNS name of its domain.
    pub dns_domain: Option<String>,
    /// Whether another entry of the input that has an `objectGUID` has the same distinguished name.
    pub is_named_elsewhere: bool,
}

/// A user to be added.
pub(crate) struct NewUser {
    pub interpretation: Interpretation,
    /// `None` if the user is expected to be stored already.
    pub found_by: Option<FoundBy>,
}

/// The index entries of a user.
pub(crate) struct FoundBy {
    pub names: Vec<NameHash>,
    pub words: Vec<String>,
}

impl FoundBy {
    /// The index entries of a user with these fields, that distinguished name and the DNS name of its domain.
    pub(crate) fn of(
        fields: &UserFields<String>,
        name: &DistinguishedName,
        dns_domain: Option<&str>,
        hasher: &NameHasher,
    ) -> FoundBy {
        FoundBy { names: hasher.of_user(fields, name, dns_domain), words: words_of(fields) }
    }
}

impl ParsedEntry {
    /// Its approximate memory, in bytes.
    pub(crate) fn weight(&self) -> usize {
        self.staged.size()
    }

    /// The `objectGUID` of the entry, even if the rest is not valid.
    pub(crate) fn guid(&self) -> Option<Guid> {
        match &self.identity {
            Ok(identity) => identity.guid,
            Err(_) => object_guid(&self.staged).ok().flatten(),
        }
    }
}

/// Parses staged users one by one.
pub(crate) struct EntryParser {
    /// The staged entries in the order in which they are applied: deleted objects, users with an `objectGUID`,
    /// users without one, traces.
    pub staged: [StagedReader; 4],
    pub contradictions: Contradictions,
    pub seen: Arc<HashSet<String>>,
    pub hasher: NameHasher,
    pub expectations: Arc<Expectations>,
}

impl EntryParser {
    /// The next entry; `None` at the end.
    pub(crate) fn next(&mut self) -> Option<io::Result<ParsedEntry>> {
        let next = self.staged.iter_mut().find_map(|reader| reader.next_user().transpose());
        next.map(|staged| staged.map(|staged| self.prepared(staged)))
    }

    fn prepared(&self, staged: SpooledUser) -> ParsedEntry {
        let identity = self.identity(&staged);
        let new = match &identity {
            Ok(EntryIdentity { guid, name: Some(name), dns_domain, .. })
                if staged.entry_kind == EntryKind::Person =>
            {
                Some(self.new_user(&staged, *guid, name, dns_domain.as_deref()))
            }
            _ => None,
        };
        let certificates = staged.certificates().map(|der| self.certificate(der)).collect();
        ParsedEntry { staged, identity, new, certificates }
    }

    fn identity(&self, staged: &SpooledUser) -> Result<EntryIdentity, Refusal> {
        let guid = object_guid(staged)?;
        let name = stated_name(&staged.distinguished_name)
            .map_err(|error| format!("its distinguished name cannot be read: {}", error))?;
        let contradiction = match staged.entry_kind {
            EntryKind::Trace(_) => None,
            EntryKind::Person | EntryKind::Deleted => self.contradictions.contradiction(guid, name.as_ref()),
        };
        match contradiction {
            Some(reason) => Err(reason.to_owned()),
            None => {
                let is_named_elsewhere =
                    guid.is_none() && name.as_ref().map_or(false, |name| self.contradictions.is_held(name));
                let dns_domain = name.as_ref().and_then(DistinguishedName::dns_domain);
                Ok(EntryIdentity { guid, name, dns_domain, is_named_elsewhere })
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
