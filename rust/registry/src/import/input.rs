//! Staging: what the input says is heard, and its users wait to be applied.

use std::collections::HashSet;

use crate::directory::distinguished_name::{DistinguishedName, DnError};
use crate::directory::entry::Entry;
use crate::directory::guid::Guid;
use crate::directory::ldif::LdifError;
use crate::error::{Error, Result};

use super::attribute as names;
use super::domain::{NetBiosNames, NetBiosSource};
use super::interpret::{object_guid, stated_name};
use super::ldif_user;
use super::pool;
use super::staged::StagedUser;
use super::stager::{IdentifiedUser, Stager};
use super::{ImportOptions, ImportSummary, Notice, NoticeContent, Severity};

/// What has been taken so far.
pub(super) struct Input {
    pub options: ImportOptions,
    pub stager: Stager,
    /// Attribute names, in lower case, that some LDIF entry holds.
    pub seen: HashSet<String>,
    /// The same as they are spelled.
    spelled: HashSet<String>,
    pub sources: Vec<String>,
    pub netbios: NetBiosNames,
    /// Pool objects: key and `dNSHostName`.
    pub pools: Vec<(String, String)>,
    pub notices: Vec<Notice>,
    pub summary: ImportSummary,
    /// Why -Prune would not be safe.
    pub prune_hindrance: Option<String>,
    /// Whom rejected entries speak of: `objectGUID`, distinguished name.
    pub rejected: Vec<(Option<Guid>, String)>,
}

impl Input {
    pub(super) fn new(options: ImportOptions) -> Input {
        let mut netbios = NetBiosNames::default();
        for (dns_domain, netbios_name) in &options.netbios_names {
            netbios.hear(NetBiosSource::Parameter, dns_domain, netbios_name);
        }
        Input {
            options,
            stager: Stager::default(),
            seen: HashSet::new(),
            spelled: HashSet::new(),
            sources: Vec::new(),
            netbios,
            pools: Vec::new(),
            notices: Vec::new(),
            summary: ImportSummary::default(),
            prune_hindrance: None,
            rejected: Vec::new(),
        }
    }

    /// The index of a source's name. Entries of one source nearly always follow each other.
    pub(super) fn source(&mut self, name: &str) -> u32 {
        let index = match self.sources.iter().rposition(|source| source == name) {
            Some(index) => index,
            None => {
                self.sources.push(name.to_owned());
                self.sources.len() - 1
            }
        };
        index as u32
    }

    pub(super) fn hinder(&mut self, why: String) {
        self.prune_hindrance.get_or_insert(why);
    }

    fn reject(&mut self, source: &str, position: u64, reason: String) {
        self.summary.rejected += 1;
        self.hinder(format!("the entry at {}:{} was rejected", source, position));
        self.notices.push(Notice {
            severity: Severity::Error,
            source: source.to_owned(),
            position,
            content: NoticeContent::Error(Error::InvalidDirectoryEntry { reason }),
        });
    }

    pub(super) fn take_ldif(
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
        let name = stated_name(&entry.distinguished_name);
        if let Ok(name) = &name {
            if let Some(name) = name {
                self.hear_pool(entry, name);
            }
            self.hear_cross_reference(entry);
            if !ldif_user::is_user(entry) {
                self.summary.ignored_entries += 1;
                return Ok(());
            }
        }
        let index = self.source(source);
        let user = ldif_user::staged(index, entry);
        for attribute in user.attributes.iter() {
            // The sets stay small: attribute names repeat.
            if !self.spelled.contains(attribute.name) {
                self.spelled.insert(attribute.name.to_owned());
                self.seen.insert(attribute.name.to_ascii_lowercase());
            }
        }
        self.stage_named(source, user, name)
    }

    fn hear_pool(&mut self, entry: &Entry, name: &DistinguishedName) {
        if let Some(host) = entry.first_text(names::DNS_HOST_NAME) {
            if pool::is_pool(name) {
                self.pools.push((name.key().to_owned(), host.to_owned()));
            }
        }
    }

    fn hear_cross_reference(&mut self, entry: &Entry) {
        if let Some(netbios_name) = entry.first_text(names::NETBIOS_NAME) {
            let by_context = entry
                .first_text(names::NC_NAME)
                .and_then(|context| DistinguishedName::parse(context).ok())
                .and_then(|context| context.dns_domain());
            let domain = by_context.or_else(|| entry.first_text(names::DNS_ROOT).map(str::to_owned));
            if let Some(domain) = domain {
                self.netbios.hear(NetBiosSource::CrossReference, &domain, netbios_name);
            }
        }
    }

    fn hear_principal_name(&mut self, user: &StagedUser, name: &DistinguishedName) {
        let principal = first_text(user, names::PRINCIPAL_NAME).and_then(|text| text.split_once('\\'));
        if let (Some((netbios_name, _)), Some(domain)) = (principal, name.dns_domain()) {
            self.netbios.hear(NetBiosSource::PrincipalName, &domain, netbios_name);
        }
    }

    pub(super) fn stage(&mut self, source: &str, user: StagedUser) -> Result<()> {
        let name = stated_name(&user.distinguished_name);
        self.stage_named(source, user, name)
    }

    fn stage_named(
        &mut self,
        source: &str,
        user: StagedUser,
        name: std::result::Result<Option<DistinguishedName>, DnError>,
    ) -> Result<()> {
        let guid = object_guid(&user);
        let name = name.map_err(|error| {
            format!("its distinguished name \"{}\" cannot be read: {}", user.distinguished_name, error)
        });
        let nobody = "it has neither an objectGUID nor a distinguished name, so nothing says who it is";
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
        if let Some(name) = &name {
            self.hear_principal_name(&user, name);
        }
        self.stager.push(IdentifiedUser { guid, name, user })
    }
}

fn first_text<'u>(user: &'u StagedUser, name: &str) -> Option<&'u str> {
    std::str::from_utf8(user.attributes.values_of(name)?.first()?).ok()
}
