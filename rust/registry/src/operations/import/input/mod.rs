//! Input: reads the entries, and stages the users.

pub(super) mod contradictions;
pub(super) mod entry_kind;
mod ldif_user;
pub(super) mod object_user;
pub(super) mod spool;
pub(super) mod spooled_attributes;
pub(super) mod spooler;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::error::Result;
use crate::model::attribute as names;
use crate::model::domain::{NetBiosNames, NetBiosSource};
use crate::model::guid::Guid;
use crate::model::pool;
use crate::parse::distinguished_name::{DistinguishedName, DnError, Mangling};
use crate::parse::entry::Entry;
use crate::parse::extended_name::ExtendedName;
use crate::parse::ldif::{EndInDoubt, LdifError};

use super::apply::user_fields::{object_guid, stated_name};
use super::notices::Notices;
use super::unread_values::UnreadValues;
use super::{ImportOptions, ImportSummary, NoticeContent, Severity};

use entry_kind::{entry_kind_of, EntryKind};
use spool::{SourceKind, SpooledUser};
use spooler::{IdentifiedUser, Spooler};

/// Where an attribute occurred.
#[derive(Clone, Copy, Default)]
struct Brought {
    /// In some LDIF entry.
    in_ldif: bool,
    /// With a value.
    with_value: bool,
}

/// The input so far.
#[derive(Default)]
pub(crate) struct Input {
    pub options: ImportOptions,
    pub spooler: Spooler,
    /// Attribute names, in lower case, that occur in some LDIF entry.
    pub seen: HashSet<String>,
    /// Where attributes occurred, by their names as spelled.
    attributes: HashMap<String, Brought>,
    pub netbios: NetBiosNames,
    /// Whether some `crossRef` was among the entries.
    pub has_cross_references: bool,
    /// Pool objects: key and `dNSHostName`.
    pub pools: Vec<(String, String)>,
    /// The same from the rows of users, for pools whose objects are not in the input.
    pub pools_of_users: BTreeMap<String, String>,
    /// The home server and the pool of the last row: most rows have those of the previous one.
    last_pool: Option<(String, String)>,
    /// Values that could not be read and do not belong to a field of a user.
    pub unread: UnreadValues,
    pub notices: Notices,
    pub summary: ImportSummary,
    /// Why -Prune would not be safe.
    pub prune_refusal: Option<String>,
    /// The identities of rejected entries: `objectGUID`, distinguished name.
    pub rejected: Vec<(Option<Guid>, String)>,
}

impl Input {
    pub(crate) fn new(options: ImportOptions) -> Input {
        let (mut netbios, mut unread) = (NetBiosNames::default(), UnreadValues::default());
        for (dns_domain, netbios_name) in &options.netbios_names {
            let dns_domain = unread.readable("-NetBiosName", Some(dns_domain));
            let netbios_name = unread.readable("-NetBiosName", Some(netbios_name));
            if let (Some(dns_domain), Some(netbios_name)) = (dns_domain, netbios_name) {
                netbios.add(NetBiosSource::Parameter, dns_domain, netbios_name);
            }
        }
        Input { options, netbios, unread, ..Input::default() }
    }

    pub(crate) fn refuse_prune(&mut self, why: String) {
        self.prune_refusal.get_or_insert(why);
    }

    /// Records that a text may be truncated.
    pub(crate) fn doubt_end(&mut self, source: &str, doubt: EndInDoubt) {
        let reason = format!(
            "the end of \"{}\" is uncertain: {}, so it may be truncated. An empty line at the end marks it as complete",
            source, doubt
        );
        if self.options.prune {
            self.refuse_prune(reason);
        } else {
            self.notices.of_input(Severity::Warning, format!("Users may be missing: {}.", reason));
        }
    }

    fn reject(&mut self, source: &str, position: u64, reason: String) {
        self.summary.rejected += 1;
        self.refuse_prune(format!("the entry at {}:{} was rejected", source, position));
        self.notices.of_rejected(source, position, reason);
    }

    pub(crate) fn take_ldif(
        &mut self,
        source: &str,
        entry: std::result::Result<&Entry, LdifError>,
    ) -> Result<()> {
        match entry {
            Err(error) => {
                self.reject(source, error.line, error.kind.to_string());
                Ok(())
            }
            Ok(entry) => self.take_entry(source, entry),
        }
    }

    fn take_entry(&mut self, source: &str, entry: &Entry) -> Result<()> {
        let spelled = ExtendedName::of(&entry.distinguished_name);
        let name = stated_name(spelled.name);
        if let Ok(name) = &name {
            if let Some(name) = name {
                self.add_pool(entry, name);
            }
            self.add_cross_reference(entry);
        }
        let entry_kind = match is_deleted(&name) {
            true => EntryKind::Deleted,
            false => entry_kind_of(entry),
        };
        let index = self.notices.source(source);
        let mut user = ldif_user::staged(index, entry, spelled.name, entry_kind);
        state_guid(&mut user, spelled.guid);
        self.stage_named(source, user, name)
    }

    fn note_attributes(&mut self, user: &SpooledUser) {
        let in_ldif = user.kind == SourceKind::Ldif;
        // Names of this kind are refused.
        for attribute in user.attributes.iter().filter(|attribute| !attribute.name.contains('\0')) {
            let with_value = !attribute.values.is_empty();
            // The map stays small: attribute names repeat.
            let known = match self.attributes.get_mut(attribute.name) {
                Some(known) => known,
                None => self.attributes.entry(attribute.name.to_owned()).or_default(),
            };
            if in_ldif && !known.in_ldif {
                self.seen.insert(attribute.name.to_ascii_lowercase());
            }
            known.in_ldif |= in_ldif;
            known.with_value |= with_value;
        }
    }

    /// The names of attributes for which users had values.
    pub(super) fn brought(&self) -> Vec<String> {
        let with_value = self.attributes.iter().filter(|(_, brought)| brought.with_value);
        let names: BTreeSet<&str> = with_value.map(|(name, _)| names::of_staged(name)).collect();
        let kept = names.into_iter().filter(|name| !name.eq_ignore_ascii_case(names::USER_CERTIFICATE));
        kept.map(str::to_owned).collect()
    }

    fn add_pool(&mut self, entry: &Entry, name: &DistinguishedName) {
        let host = entry.first_text(names::DNS_HOST_NAME).filter(|_| pool::is_pool(name));
        if let Some(host) = self.unread.readable(names::DNS_HOST_NAME, host) {
            self.pools.push((name.key().to_owned(), host.to_owned()));
        }
    }

    /// A row that has both a home server and the name of its pool defines the name of the pool.
    fn add_pool_of_user(&mut self, user: &SpooledUser) {
        let (server, host) =
            match (first_text(user, names::HOME_SERVER), first_text(user, names::REGISTRAR_POOL)) {
                // Values that fields cannot have are counted with the user.
                (Some(server), Some(host)) if !host.contains('\0') => (server, host.trim()),
                _ => return,
            };
        if self.last_pool.as_ref().map_or(false, |last| last.0 == server && last.1 == host) {
            return;
        }
        self.last_pool = Some((server.to_owned(), host.to_owned()));
        if let Some(pool) = pool::of_home_server_named(server)
            .filter(|pool| !pool.name.eq_ignore_ascii_case(host) && !host.is_empty())
        {
            // In whatever order, the alphabetically first is kept.
            let known = self.pools_of_users.entry(pool.key).or_insert_with(|| host.to_owned());
            if host < known.as_str() {
                *known = host.to_owned();
            }
        }
    }

    fn add_cross_reference(&mut self, entry: &Entry) {
        let netbios_name = entry.first_text(names::NETBIOS_NAME);
        if let Some(netbios_name) = self.unread.readable(names::NETBIOS_NAME, netbios_name) {
            let by_context = entry
                .first_text(names::NC_NAME)
                .and_then(|context| DistinguishedName::parse(ExtendedName::of(context).name).ok())
                .and_then(|context| context.dns_domain());
            let mut root = || self.unread.readable(names::DNS_ROOT, entry.first_text(names::DNS_ROOT));
            let domain = by_context.or_else(|| root().map(str::to_owned));
            if let Some(domain) = domain {
                self.netbios.add(NetBiosSource::CrossReference, &domain, netbios_name);
                self.has_cross_references = true;
            }
        }
    }

    /// Replication keeps both of two objects with the same name, and only an administrator can decide which is the right one.
    fn warn_of_conflict(&mut self, source: &str, user: &SpooledUser, name: &DistinguishedName) {
        if name.mangling() == Some(Mangling::Conflict) {
            let text = format!(
                "\"{}\" is a conflict object, which replication made of one of two objects of the same name. It was \
                 imported as a user of its own; delete in the directory whichever of the two is not needed.",
                user.distinguished_name
            );
            self.notices.of_place(source, user.position, Severity::Warning, NoticeContent::Text(text));
        }
    }

    fn add_principal_name(&mut self, user: &SpooledUser, name: &DistinguishedName) {
        let principal = self.unread.readable(names::PRINCIPAL_NAME, first_text(user, names::PRINCIPAL_NAME));
        let principal = principal.and_then(|text| text.split_once('\\'));
        if let (Some((netbios_name, _)), Some(domain)) = (principal, name.dns_domain()) {
            self.netbios.add(NetBiosSource::PrincipalName, &domain, netbios_name);
        }
    }

    pub(crate) fn stage(&mut self, source: &str, mut user: SpooledUser) -> Result<()> {
        let name = stated_name(&user.distinguished_name);
        if is_deleted(&name) {
            user.entry_kind = EntryKind::Deleted;
        }
        self.add_pool_of_user(&user);
        self.stage_named(source, user, name)
    }

    fn stage_named(&mut self, source: &str, mut user: SpooledUser, name: Named) -> Result<()> {
        state_guid(&mut user, guid_of_deleted(&name));
        let guid = object_guid(&user);
        let name = name.map_err(|error| {
            format!("its distinguished name \"{}\" cannot be read: {}", user.distinguished_name, error)
        });
        let nobody =
            "it has neither an objectGUID nor a distinguished name, so the user cannot be identified";
        let read = match (guid, name) {
            (Ok(None), Ok(None)) => Err((None, nobody.to_owned())),
            (Ok(guid), Ok(name)) => Ok((guid, name)),
            (Ok(guid), Err(reason)) => Err((guid, reason)),
            (Err(reason), _) => Err((None, reason)),
        };
        let (guid, name) = match read {
            Ok(read) => read,
            Err((guid, reason)) => {
                self.rejected.push((guid, user.distinguished_name.clone()));
                self.reject(source, user.position, reason);
                return Ok(());
            }
        };
        if user.entry_kind == EntryKind::Person {
            self.note_attributes(&user);
        }
        if let (Some(name), EntryKind::Person) = (&name, user.entry_kind) {
            self.add_principal_name(&user, name);
            self.warn_of_conflict(source, &user, name);
        }
        self.spooler.push(IdentifiedUser { guid, name, user })
    }
}

fn first_text<'u>(user: &'u SpooledUser, name: &str) -> Option<&'u str> {
    std::str::from_utf8(user.attributes.values_of(name)?.first()?).ok()
}

/// Sets the `objectGUID` of an entry from its name, if that has one, unless it has one itself.
fn state_guid(user: &mut SpooledUser, guid: Option<Guid>) {
    if let (Some(guid), None) = (guid, user.attributes.values_of(names::OBJECT_GUID)) {
        user.attributes.add(names::OBJECT_GUID);
        user.attributes.add_value(guid.directory_bytes());
    }
}

type Named = std::result::Result<Option<DistinguishedName>, DnError>;

fn mangling(name: &Named) -> Option<Mangling> {
    name.as_ref().ok()?.as_ref()?.mangling()
}

fn is_deleted(name: &Named) -> bool {
    matches!(mangling(name), Some(Mangling::Deleted(_)))
}

/// The name of a deleted object contains its `objectGUID`, which exports without attributes do not have.
fn guid_of_deleted(name: &Named) -> Option<Guid> {
    match mangling(name) {
        Some(Mangling::Deleted(guid)) => guid,
        _ => None,
    }
}
