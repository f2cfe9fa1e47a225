//! Staging: from LDIF and objects to users that wait to be applied.

use std::collections::{HashMap, HashSet};

use crate::directory::distinguished_name::DistinguishedName;
use crate::directory::entry::{AttributeValue, Entry};
use crate::directory::guid::Guid;
use crate::directory::ldif::{LdifError, LdifParser};
use crate::error::{Error, Result};
use crate::registry::Registry;

use super::account_control::ACCOUNT_ENABLED;
use super::apply::Application;
use super::attribute as names;
use super::claims::{Claims, Standing};
use super::domain::{NetBiosNames, NetBiosSource};
use super::interpret::object_guid;
use super::pool;
use super::staged::{SourceKind, StagedAttribute, StagedUser, Staging};
use super::{ImportOptions, ImportSummary, Notice, NoticeContent, Severity};

/// An import: takes input, then applies it.
pub struct Import {
    stage: Stage,
    parser: Option<(String, LdifParser)>,
    /// What is still to be said of the input, once it was given to be applied.
    notices: Vec<Notice>,
}

enum Stage {
    Taking(Box<Input>),
    Applying(Box<Application>),
    /// It could not be begun.
    Refused,
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
    pub claims: Claims,
    /// Whom rejected entries speak of: `objectGUID`, distinguished name.
    pub rejected: Vec<(Option<Guid>, String)>,
}

impl Import {
    /// Starts an import.
    pub fn new(options: ImportOptions) -> Import {
        Import { stage: Stage::Taking(Box::new(Input::new(options))), parser: None, notices: Vec::new() }
    }

    /// Takes a piece of an LDIF text. A new `source` name starts a new text; `last` ends the current one.
    pub fn ldif(&mut self, source: &str, bytes: &[u8], last: bool) -> Result<()> {
        self.input()?;
        if self.parser.as_ref().map_or(false, |(current, _)| current != source) {
            self.end_of_source()?;
        }
        let (name, mut parser) =
            self.parser.take().unwrap_or_else(|| (source.to_owned(), LdifParser::default()));
        let input = self.input()?;
        let mut failure = Ok(());
        parser.push(bytes, &mut |entry| {
            if failure.is_ok() {
                failure = input.take_ldif(&name, entry);
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
            let input = self.input()?;
            parser.finish(&mut |entry| {
                if failure.is_ok() {
                    failure = input.take_ldif(&name, entry);
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
        let input = self.input()?;
        let user = object::staged(input.source(source), index, properties);
        input.stage(source, user)
    }

    /// Hears that a source could not be read at all.
    pub fn unreadable(&mut self, source: &str) {
        if let Stage::Taking(input) = &mut self.stage {
            input.hinder(format!("\"{}\" could not be read", source));
        }
    }

    /// What is to be said since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        let mut notices = std::mem::take(&mut self.notices);
        match &mut self.stage {
            Stage::Taking(input) => notices.append(&mut input.notices),
            Stage::Applying(application) => notices.append(&mut application.take_notices()),
            Stage::Refused => {}
        }
        notices
    }

    /// Applies at most `limit` users; the step that reports `finished` has ended the transaction: made it durable, or,
    /// where `dry_run` is set, undone it. Until then the registry's handle sees what is not durable yet.
    ///
    /// # Errors
    /// `PruneRefused` before anything is written; whatever the store reports. After an error the import is over.
    pub fn apply(&mut self, registry: &Registry, limit: u64, dry_run: bool) -> Result<ImportSummary> {
        self.end_of_source()?;
        if let Stage::Taking(_) = self.stage {
            if let Stage::Taking(mut input) = std::mem::replace(&mut self.stage, Stage::Refused) {
                self.notices.append(&mut input.notices);
                self.stage = Stage::Applying(Box::new(Application::begin(registry, *input, dry_run)?));
            }
        }
        match &mut self.stage {
            Stage::Applying(application) => application.step(registry, limit),
            _ => Err(Error::InvalidArgument("the import has ended".to_owned())),
        }
    }

    /// Undoes what was applied, unless it was finished.
    pub fn abandon(&mut self, registry: &Registry) {
        if let Stage::Applying(application) = &mut self.stage {
            application.abandon(registry);
        }
    }

    fn input(&mut self) -> Result<&mut Input> {
        match &mut self.stage {
            Stage::Taking(input) => Ok(input),
            _ => Err(Error::InvalidArgument("the import takes no more input".to_owned())),
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
            claims: Claims::default(),
            rejected: Vec::new(),
        }
    }

    /// The index of a source's name. Entries of one source nearly always follow each other.
    fn source(&mut self, name: &str) -> u32 {
        let index = match self.sources.iter().rposition(|source| source == name) {
            Some(index) => index,
            None => {
                self.sources.push(name.to_owned());
                self.sources.len() - 1
            }
        };
        index as u32
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

    fn stage(&mut self, source: &str, user: StagedUser) -> Result<()> {
        let guid = object_guid(&user);
        let name = match user.distinguished_name.as_str() {
            "" => Ok(None),
            spelled => DistinguishedName::parse(spelled)
                .map(Some)
                .map_err(|error| format!("its distinguished name \"{}\" cannot be read: {}", spelled, error)),
        };
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
        if self.claims.hear(guid, name.as_ref(), &user) == Standing::Repeated {
            return Ok(());
        }
        let staging = if guid.is_some() { &mut self.with_guid } else { &mut self.without_guid };
        staging.push(&user).map_err(|error| Error::RegistryUnavailable {
            location: std::env::temp_dir().display().to_string(),
            reason: format!("the input could not be staged there ({})", error),
        })
    }
}

fn first_text<'u>(user: &'u StagedUser, name: &str) -> Option<&'u str> {
    let attribute = user.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
    std::str::from_utf8(attribute.values.first()?).ok()
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
    let mut places: HashMap<String, usize> = HashMap::new();
    for AttributeValue { name, options, value } in entry.attributes {
        let name = name_with_options(name, &options);
        // Equal names nearly always follow each other.
        let place = match attributes.last() {
            Some(last) if last.name.eq_ignore_ascii_case(&name) => attributes.len() - 1,
            _ => *places.entry(name.to_ascii_lowercase()).or_insert(attributes.len()),
        };
        match attributes.get_mut(place) {
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
