//! Staging: from LDIF and objects to users that wait to be applied.

use std::collections::HashSet;

use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::entry::{AttributeValue, Entry};
use crate::directory::ldif::{LdifError, LdifParser};
use crate::error::{Error, Result};
use crate::registry::Registry;

use super::account_control::ACCOUNT_ENABLED;
use super::apply::Application;
use super::attribute as names;
use super::domain::{NetBiosNames, NetBiosSource};
use super::interpret::object_guid;
use super::pool;
use super::staged::{SourceKind, StagedAttribute, StagedUser, Staging};
use super::{ImportOptions, ImportSummary, Notice, NoticeContent, Severity};

/// An import: takes input, then applies it.
pub struct Import {
    input: Input,
    parser: Option<(String, LdifParser)>,
    application: Option<Application>,
}

/// What has been taken so far.
pub(super) struct Input {
    pub options: ImportOptions,
    /// Users that state an `objectGUID`; applied first, so that the order of the input does not matter.
    pub with_guid: Staging,
    /// Users known by their distinguished name only.
    pub without_guid: Staging,
    /// Attribute names, in lower case, that some LDIF entry holds.
    pub seen: HashSet<String>,
    pub sources: Vec<String>,
    pub netbios: NetBiosNames,
    /// Pool objects: key and `dNSHostName`.
    pub pools: Vec<(String, String)>,
    pub notices: Vec<Notice>,
    pub summary: ImportSummary,
    /// Why -Prune would not be safe.
    pub prune_hindrance: Option<String>,
}

impl Import {
    /// Starts an import.
    pub fn new(options: ImportOptions) -> Import {
        Import { input: Input::new(options), parser: None, application: None }
    }

    /// Takes a piece of an LDIF text. A new `source` name starts a new text; `last` ends the current one.
    pub fn ldif(&mut self, source: &str, bytes: &[u8], last: bool) -> Result<()> {
        self.still_open()?;
        if self.parser.as_ref().map_or(false, |(current, _)| current != source) {
            self.end_of_source()?;
        }
        let (name, mut parser) =
            self.parser.take().unwrap_or_else(|| (source.to_owned(), LdifParser::default()));
        let mut failure = Ok(());
        parser.push(bytes, &mut |entry| {
            if failure.is_ok() {
                failure = self.input.take_ldif(&name, entry);
            }
        });
        self.parser = Some((name, parser));
        failure?;
        if last {
            self.end_of_source()?;
        }
        Ok(())
    }

    fn end_of_source(&mut self) -> Result<()> {
        let mut failure = Ok(());
        if let Some((name, mut parser)) = self.parser.take() {
            parser.finish(&mut |entry| {
                if failure.is_ok() {
                    failure = self.input.take_ldif(&name, entry);
                }
            });
        }
        failure
    }

    /// Takes an object: properties by attribute or friendly name, each with its values; no value clears.
    pub fn object(
        &mut self,
        source: &str,
        index: u64,
        properties: Vec<(String, Vec<Vec<u8>>)>,
    ) -> Result<()> {
        self.still_open()?;
        let user = object::staged(self.input.source(source), index, properties);
        self.input.stage(source, user)
    }

    /// Hears that a source could not be read at all.
    pub fn unreadable(&mut self, source: &str) {
        self.input.hinder(format!("\"{}\" could not be read", source));
    }

    /// What is to be said since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        match &mut self.application {
            Some(application) => application.take_notices(),
            None => std::mem::take(&mut self.input.notices),
        }
    }

    /// Applies at most `limit` users; the step that reports `finished` has ended the transaction: made it durable, or,
    /// where `dry_run` is set, undone it.
    ///
    /// # Errors
    /// `PruneRefused` before anything is written; whatever the store reports, after which the import is over.
    pub fn apply(&mut self, registry: &Registry, limit: u64, dry_run: bool) -> Result<ImportSummary> {
        self.end_of_source()?;
        let mut application = match self.application.take() {
            Some(application) => application,
            None => {
                let input = std::mem::replace(&mut self.input, Input::new(ImportOptions::default()));
                Application::begin(registry, input, dry_run)?
            }
        };
        let summary = application.step(registry, limit);
        self.application = Some(application);
        summary
    }

    /// Undoes what was applied, unless it was finished.
    pub fn abandon(&mut self, registry: &Registry) {
        if let Some(application) = &mut self.application {
            application.abandon(registry);
        }
    }

    fn still_open(&self) -> Result<()> {
        match self.application {
            None => Ok(()),
            Some(_) => Err(Error::InvalidArgument("the import is being applied already".to_owned())),
        }
    }
}

impl Input {
    fn new(options: ImportOptions) -> Input {
        let mut netbios = NetBiosNames::default();
        for (dns_domain, netbios_name) in &options.netbios_names {
            netbios.hear(NetBiosSource::Parameter, dns_domain, netbios_name);
        }
        Input {
            options,
            with_guid: Staging::default(),
            without_guid: Staging::default(),
            seen: HashSet::new(),
            sources: Vec::new(),
            netbios,
            pools: Vec::new(),
            notices: Vec::new(),
            summary: ImportSummary::default(),
            prune_hindrance: None,
        }
    }

    /// The index of a source's name.
    fn source(&mut self, name: &str) -> u32 {
        match self.sources.last() {
            Some(last) if last == name => {}
            _ => self.sources.push(name.to_owned()),
        }
        (self.sources.len() - 1) as u32
    }

    fn hinder(&mut self, why: String) {
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

    fn take_ldif(&mut self, source: &str, entry: std::result::Result<Entry, LdifError>) -> Result<()> {
        match entry {
            Err(error) => {
                self.reject(source, error.line, error.kind.to_string());
                Ok(())
            }
            Ok(entry) => self.take_entry(source, entry),
        }
    }

    fn take_entry(&mut self, source: &str, entry: Entry) -> Result<()> {
        if let Ok(name) = DistinguishedName::parse(&entry.distinguished_name) {
            self.hear_pool(&entry, &name);
            self.hear_cross_reference(&entry);
            if !is_user(&entry) {
                self.summary.ignored_entries += 1;
                return Ok(());
            }
            self.hear_principal_name(&entry, &name);
        }
        let index = self.source(source);
        let user = staged_from(index, entry);
        for attribute in &user.attributes {
            // The set stays small: attribute names repeat.
            let lower = attribute.name.to_ascii_lowercase();
            if !self.seen.contains(&lower) {
                self.seen.insert(lower);
            }
        }
        self.stage(source, user)
    }

    fn hear_pool(&mut self, entry: &Entry, name: &DistinguishedName) {
        if let Some(host) = entry.first_text(names::DNS_HOST_NAME) {
            if pool::is_pool(name) {
                self.pools.push((name.key(), host.to_owned()));
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

    fn hear_principal_name(&mut self, entry: &Entry, name: &DistinguishedName) {
        let principal = entry.first_text(names::PRINCIPAL_NAME).and_then(|text| text.split_once('\\'));
        if let (Some((netbios_name, _)), Some(domain)) = (principal, name.dns_domain()) {
            self.netbios.hear(NetBiosSource::PrincipalName, &domain, netbios_name);
        }
    }

    fn stage(&mut self, source: &str, user: StagedUser) -> Result<()> {
        let guid = match object_guid(&user) {
            Ok(guid) => guid,
            Err(reason) => {
                self.reject(source, user.position, reason);
                return Ok(());
            }
        };
        if user.distinguished_name.is_empty() && guid.is_none() {
            let reason = "it has neither an objectGUID nor a distinguished name, so nothing says who it is";
            self.reject(source, user.position, reason.to_owned());
            return Ok(());
        }
        if !user.distinguished_name.is_empty() {
            if let Err(error) = DistinguishedName::parse(&user.distinguished_name) {
                let reason = format!(
                    "its distinguished name \"{}\" cannot be read: {}",
                    user.distinguished_name, error
                );
                self.reject(source, user.position, reason);
                return Ok(());
            }
        }
        let staging = if guid.is_some() { &mut self.with_guid } else { &mut self.without_guid };
        staging.push(&user).map_err(|error| Error::RegistryUnavailable {
            location: std::env::temp_dir().display().to_string(),
            reason: format!("the input could not be staged there ({})", error),
        })
    }
}

/// Whether an LDIF entry is a user account. Computers are users by inheritance, and contacts may have SIP addresses;
/// neither is an account that somebody signs in with. Exports of chosen attributes often leave `objectClass` out.
fn is_user(entry: &Entry) -> bool {
    let mut classes =
        entry.values(names::OBJECT_CLASS).filter_map(|value| std::str::from_utf8(value).ok()).peekable();
    if classes.peek().is_some() {
        let (mut user, mut computer) = (false, false);
        for class in classes {
            user |= class.eq_ignore_ascii_case("user");
            computer |= class.eq_ignore_ascii_case("computer");
        }
        return user && !computer;
    }
    [names::SAM_ACCOUNT_NAME, names::USER_PRINCIPAL_NAME, names::SIP_ADDRESS, names::USER_ACCOUNT_CONTROL]
        .iter()
        .any(|name| entry.has(name))
}

fn staged_from(source: u32, entry: Entry) -> StagedUser {
    let mut attributes: Vec<StagedAttribute> = Vec::with_capacity(entry.attributes.len());
    for AttributeValue { name, options, value } in entry.attributes {
        let name = name_with_options(name, &options);
        // Equal names nearly always follow each other.
        match attributes.iter_mut().rev().find(|a| a.name.eq_ignore_ascii_case(&name)) {
            Some(attribute) if value.is_empty() && attribute.values.is_empty() => {}
            Some(attribute) => attribute.values.push(value),
            // An empty value is no value: the attribute is cleared.
            None if value.is_empty() => attributes.push(StagedAttribute { name, values: Vec::new() }),
            None => attributes.push(StagedAttribute { name, values: vec![value] }),
        }
    }
    StagedUser {
        source,
        position: entry.line,
        kind: SourceKind::Ldif,
        distinguished_name: entry.distinguished_name,
        attributes,
    }
}

/// `;binary` and ranges say how a value travels, not which attribute it belongs to; languages do.
fn name_with_options(name: String, options: &[String]) -> String {
    let is_transfer = |option: &&String| {
        option.eq_ignore_ascii_case("binary")
            || option.get(..6).map_or(false, |start| start.eq_ignore_ascii_case("range="))
    };
    let kept: Vec<&String> = options.iter().filter(|option| !is_transfer(option)).collect();
    kept.into_iter().fold(name, |name, option| name + ";" + option)
}

mod object {
    //! Objects of other tools.

    use super::*;

    /// Properties whose presence says that `Enabled` is Get-CsUser's.
    const OF_THE_SERVICE: [&str; 2] = ["SipAddress", "RegistrarPool"];

    pub(super) fn staged(source: u32, index: u64, properties: Vec<(String, Vec<Vec<u8>>)>) -> StagedUser {
        let of_the_service = properties
            .iter()
            .any(|(name, _)| OF_THE_SERVICE.iter().any(|property| property.eq_ignore_ascii_case(name)));
        let mut user = StagedUser {
            source,
            position: index,
            kind: SourceKind::Object,
            distinguished_name: String::new(),
            attributes: Vec::with_capacity(properties.len()),
        };
        // An attribute under its own name goes before the same under a friendly one.
        let (own, friendly): (Vec<_>, Vec<_>) =
            properties.into_iter().partition(|(name, _)| names::of_property(name).eq_ignore_ascii_case(name));
        for (name, values) in own.into_iter().chain(friendly) {
            if names::NOT_ATTRIBUTES.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
                continue;
            }
            let name = if name.eq_ignore_ascii_case(names::AMBIGUOUS_ENABLED) {
                if of_the_service { names::ENABLED } else { ACCOUNT_ENABLED }.to_owned()
            } else {
                names::of_property(&name).to_owned()
            };
            let values: Vec<Vec<u8>> = values.into_iter().filter(|value| !value.is_empty()).collect();
            if name == names::DISTINGUISHED_NAME {
                if user.distinguished_name.is_empty() {
                    let text = values.into_iter().next().unwrap_or_default();
                    user.distinguished_name = String::from_utf8(text).unwrap_or_default();
                }
            } else if !user.attributes.iter().any(|a| a.name.eq_ignore_ascii_case(&name)) {
                user.attributes.push(StagedAttribute { name, values });
            }
        }
        user
    }
}
