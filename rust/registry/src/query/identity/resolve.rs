//! The resolution of one identity to one user.
//!
//! Forms are tried in order: one matching user is the result, more than one is an error, none continues with the next form
//! (\[MS-ADTS\] section 5.1.1.1.1). The first of several is never chosen.

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::names::{NameHash, NameHasher};
use crate::model::user::{without_sip_scheme, NameRow};
use crate::parse::distinguished_name::{DistinguishedName, MAX_LENGTH};
use crate::parse::text::fold::name_key;
use crate::parse::text::start_of;
use crate::store::{Holding, Rows, Store, Wanted};

use super::matching::{MatchQuality, TextForm};
use super::Form;

/// The identity of a user in a command.
#[derive(Clone, Debug, Default)]
pub struct Identity<'a> {
    /// The text as given; for an object, the property that identifies it: its distinguished name, if it has an `objectGUID` and a distinguished name.
    pub text: &'a str,
    /// The registry and the user key of an object of this module.
    pub key: Option<([u8; 16], UserKey)>,
    /// The `objectGUID` of an object: it alone decides.
    pub object_guid: Option<Guid>,
    /// Whether the text can only be an account name (sAMAccountName).
    pub account_only: bool,
}

impl<'a> Identity<'a> {
    /// An identity given as text.
    pub fn text(text: &'a str) -> Identity<'a> {
        Identity { text, ..Identity::default() }
    }
}

/// The user found by an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The user.
    pub key: UserKey,
    /// The form in which it was found.
    pub form: Form,
    /// The user's distinguished name.
    pub distinguished_name: String,
    /// The user's SIP address, with `sip:`.
    pub sip_address: Option<String>,
    /// Whether the user is assigned to a Registrar pool.
    pub has_registrar_pool: bool,
    /// Whether the user is no longer in the directory.
    pub gone: bool,
    /// Whether the user's directory account is disabled.
    pub account_disabled: bool,
}

impl Found {
    pub(crate) fn new(user: &NameRow<'_>, form: Form) -> Found {
        Found {
            key: user.names.key,
            form,
            distinguished_name: user.names.distinguished_name.to_owned(),
            sip_address: user.names.sip_address.map(str::to_owned),
            has_registrar_pool: user.has_registrar_pool,
            gone: user.gone,
            account_disabled: user.account_disabled,
        }
    }
}

/// The maximum length of an identity, in bytes: that of a distinguished name.
pub(super) const LONGEST_IDENTITY: usize = MAX_LENGTH;

/// The users to search.
pub(crate) trait Users {
    /// Users with a name hash (candidates, to be compared by text), or the one with a key or a GUID.
    fn read(&mut self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()>;
}

impl Users for &dyn Store {
    fn read(&mut self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.users(wanted, visit)
    }
}

/// Resolves identities among users.
pub(crate) struct Resolver<'u> {
    users: &'u mut dyn Users,
    hasher: NameHasher,
    registry_id: [u8; 16],
}

/// The matches of one form, users in the directory and gone ones separately.
#[derive(Default)]
struct Matches {
    live: Vec<(Found, MatchQuality)>,
    gone: Vec<(Found, MatchQuality)>,
}

impl Matches {
    /// Adds a user for each matching name.
    fn add(&mut self, user: &NameRow<'_>, wanted: &TextForm<'_>) {
        let side = if user.gone { &mut self.gone } else { &mut self.live };
        for (form, quality) in wanted.matches(user) {
            side.push((Found::new(user, form), quality));
        }
    }

    /// Users who are no longer in the directory are found by a name only if no user in the directory has it; those with this account
    /// name also if the former only have it as a display name: a display name must not displace an account.
    fn living_first(mut self) -> Vec<(Found, MatchQuality)> {
        if self.live.is_empty() {
            return self.gone;
        }
        let is_account = |(found, _): &(Found, MatchQuality)| found.form == Form::SamAccountName;
        if self.live.iter().all(|(found, _)| matches!(found.form, Form::DisplayName | Form::CommonName)) {
            self.live.extend(self.gone.into_iter().filter(is_account));
        }
        self.live
    }
}

impl<'u> Resolver<'u> {
    /// A resolver for `users`.
    pub(crate) fn new(users: &'u mut dyn Users, hasher: NameHasher, registry_id: [u8; 16]) -> Resolver<'u> {
        Resolver { users, hasher, registry_id }
    }

    /// The user that `identity` identifies.
    ///
    /// # Errors
    /// `ManagementObjectNotFound`, `WildcardNotSupported`, `AmbiguousIdentity`, and errors of the store.
    pub(crate) fn resolve(&mut self, identity: &Identity<'_>) -> Result<Found> {
        if identity.text.len() > LONGEST_IDENTITY {
            return Err(too_long(identity.text));
        }
        if let Some((registry, key)) = identity.key {
            if registry == self.registry_id {
                if let Some(found) = self.by_carried_key(key, identity)? {
                    return Ok(found);
                }
            }
        }
        if let Some(guid) = identity.object_guid {
            return match self.by_guid(guid)? {
                Some(found) => Ok(found),
                None => self.without_guid(identity.text, guid),
            };
        }
        if identity.account_only {
            return self.by_attempts(identity.text, &[as_account]);
        }
        self.by_attempts(identity.text, &ATTEMPTS)
    }

    /// The user with the key of an object. In a diverged copy of the registry the same key can belong to another user: the
    /// GUID decides, and for an object without one the distinguished name.
    fn by_carried_key(&mut self, key: UserKey, identity: &Identity<'_>) -> Result<Option<Found>> {
        let (mut found, hasher) = (None, self.hasher);
        self.users.read(Wanted::Key(key), &mut |user| {
            let is_meant = match identity.object_guid {
                Some(_) => user.object_guid == identity.object_guid,
                None => !is_other_name(&hasher, identity.text, user),
            };
            if is_meant {
                found = Some(Found::new(user, Form::Key));
            }
        })?;
        Ok(found)
    }

    fn by_guid(&mut self, guid: Guid) -> Result<Option<Found>> {
        let mut found = None;
        self.users.read(Wanted::Guid(guid), &mut |user| found = Some(Found::new(user, Form::ObjectGuid)))?;
        Ok(found)
    }

    /// If no user has the GUID of the object, its distinguished name can identify a user who was stored without one; a user with that
    /// name and another GUID is another account.
    fn without_guid(&mut self, text: &str, guid: Guid) -> Result<Found> {
        let found = match as_distinguished_name(&self.hasher, text.trim()) {
            Some((hash, wanted)) => {
                let matches = self.matches(hash, &wanted, |user| user.object_guid.is_none())?;
                only(text, matches.living_first())?
            }
            None => None,
        };
        found.ok_or_else(|| Error::ManagementObjectNotFound { identity: guid.to_string() })
    }

    fn by_attempts(&mut self, text: &str, attempts: &[Attempt]) -> Result<Found> {
        for attempt in attempts {
            let (hash, wanted) = match attempt(&self.hasher, text.trim()) {
                Some(attempt) => attempt,
                None => continue,
            };
            // Gone users are tried before the next form: the address of a leaver must not find another user with this display name.
            let matches = self.matches(hash, &wanted, |_| true)?;
            if let Some(found) = only(text, matches.living_first())? {
                return Ok(found);
            }
        }
        Err(not_found(text))
    }

    fn matches(
        &mut self,
        hash: NameHash,
        wanted: &TextForm<'_>,
        is_candidate: impl Fn(&NameRow<'_>) -> bool,
    ) -> Result<Matches> {
        let mut matches = Matches::default();
        self.users.read(Wanted::Name(hash), &mut |user| {
            if is_candidate(user) {
                matches.add(user, wanted);
            }
        })?;
        Ok(matches)
    }
}

/// What the resolution of an identity can ask for.
pub(crate) fn wanted_by(identity: &Identity<'_>, hasher: &NameHasher, registry_id: [u8; 16]) -> Vec<Wanted> {
    let text = identity.text.trim();
    if identity.text.len() > LONGEST_IDENTITY {
        return Vec::new();
    }
    // Only in a diverged copy of the registry is the key another user's, and the rest is asked for then.
    if let Some((_, key)) = identity.key.filter(|(registry, _)| *registry == registry_id) {
        return vec![Wanted::Key(key)];
    }
    let attempts: &[Attempt] = match identity.object_guid {
        Some(_) => &[as_distinguished_name],
        None if identity.account_only => &[as_account],
        None => &ATTEMPTS,
    };
    let names = attempts.iter().filter_map(|attempt| attempt(hasher, text));
    let guid = identity.object_guid.map(Wanted::Guid);
    guid.into_iter().chain(names.map(|(hash, _)| Wanted::Name(hash))).collect()
}

/// Resolves texts of any form with one query.
///
/// # Errors
/// For each text those of `Resolver::resolve`; errors of the store.
pub(crate) fn resolve_texts(
    store: &dyn Store,
    hasher: &NameHasher,
    texts: &[&str],
) -> Result<Vec<Result<Found>>> {
    let mut attempts = Vec::new();
    for (place, text) in texts.iter().enumerate().filter(|(_, text)| text.len() <= LONGEST_IDENTITY) {
        let forms = ATTEMPTS.iter().filter_map(|attempt| attempt(hasher, text.trim()));
        attempts.extend(forms.map(|(hash, wanted)| (place, hash, wanted, Matches::default())));
    }
    let wanted: Vec<Wanted> = attempts.iter().map(|(_, hash, ..)| Wanted::Name(*hash)).collect();
    if !wanted.is_empty() {
        store.holders(&wanted, Rows::Users, &mut |place, holding| {
            if let Holding::User(user) = holding {
                let (_, _, wanted, matches) = &mut attempts[place];
                matches.add(user, wanted);
            }
            true
        })?;
    }
    let mut found: Vec<Option<Result<Found>>> = texts.iter().map(|_| None).collect();
    for (place, _, _, matches) in attempts {
        if found[place].is_none() {
            found[place] = only(texts[place], matches.living_first()).transpose();
        }
    }
    let nobody = |text: &str| if text.len() > LONGEST_IDENTITY { too_long(text) } else { not_found(text) };
    Ok(found.into_iter().zip(texts).map(|(found, text)| found.unwrap_or_else(|| Err(nobody(text)))).collect())
}

/// Parses a trimmed text as one form, if possible, with the hash to look up.
type Attempt = for<'t> fn(&NameHasher, &'t str) -> Option<(NameHash, TextForm<'t>)>;

/// The forms, in their order. Each is tried only if the previous ones found no user.
const ATTEMPTS: [Attempt; 5] = [as_sip_address, as_distinguished_name, as_domain_logon, as_address, as_name];

fn as_sip_address<'t>(hasher: &NameHasher, text: &'t str) -> Option<(NameHash, TextForm<'t>)> {
    let address = without_sip_scheme(text);
    (address.len() != text.len()).then(|| (hasher.address(address), TextForm::SipAddress(address)))
}

fn as_distinguished_name<'t>(hasher: &NameHasher, text: &'t str) -> Option<(NameHash, TextForm<'t>)> {
    let name = if text.contains('=') { DistinguishedName::parse(text).ok()? } else { return None };
    Some((hasher.distinguished_name(&name), TextForm::DistinguishedName { text, name }))
}

fn as_domain_logon<'t>(hasher: &NameHasher, text: &'t str) -> Option<(NameHash, TextForm<'t>)> {
    let (domain, logon) = text.split_once(['\\', '＼'])?;
    Some((hasher.name(logon), TextForm::DomainLogon { domain, logon }))
}

fn as_address<'t>(hasher: &NameHasher, text: &'t str) -> Option<(NameHash, TextForm<'t>)> {
    text.contains(['@', '＠']).then(|| (hasher.address(text), TextForm::Address(text)))
}

/// A text with `sip:`, a distinguished name in a domain, and a text in the format of an address or of `domain\logon` can be nothing
/// else: if no user has that address or name any more, a user with it as a display name must not be found.
fn as_name<'t>(hasher: &NameHasher, text: &'t str) -> Option<(NameHash, TextForm<'t>)> {
    let has_scheme = without_sip_scheme(text).len() != text.len();
    let is_in_domain = || {
        text.contains('=') && DistinguishedName::parse(text).map_or(false, |name| name.dns_domain().is_some())
    };
    let is_name = !has_scheme && !is_address_or_logon(text) && !is_in_domain();
    is_name.then(|| (hasher.name(text), TextForm::Name(text)))
}

fn as_account<'t>(hasher: &NameHasher, text: &'t str) -> Option<(NameHash, TextForm<'t>)> {
    Some((hasher.name(text), TextForm::Account(text)))
}

/// Whether a text has the format of an address (one `@`, no blanks) or of `domain\logon` (one backslash, no blanks), compared like
/// names: a full-width `＠` is also one.
fn is_address_or_logon(text: &str) -> bool {
    let has_shape = |text: &str| {
        let has_one = |sign: char| text.matches(sign).count() == 1;
        (has_one('@') || has_one('\\')) && !text.contains(char::is_whitespace)
    };
    if text.is_ascii() {
        has_shape(text)
    } else {
        has_shape(&name_key(text))
    }
}

/// The single user among the matches, `None` if there is none.
///
/// A display name takes precedence over a common name, but not over the account name of another user: a display name can often be
/// edited by the user, and must not displace an account.
fn only(text: &str, matches: Vec<(Found, MatchQuality)>) -> Result<Option<Found>> {
    if matches.len() < 2 {
        return Ok(matches.into_iter().next().map(|(found, _)| found));
    }
    let (accounts, names): (Vec<_>, Vec<_>) =
        matches.into_iter().partition(|(found, _)| found.form == Form::SamAccountName);
    let (common_names, documented): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|(found, _)| found.form == Form::CommonName);
    let accounts = accounts.into_iter().map(|(found, _)| found);
    let by_rank: Vec<Found> = if documented.is_empty() {
        accounts.chain(closest(common_names)).collect()
    } else {
        closest(documented).into_iter().chain(accounts).collect()
    };
    let mut chosen: Vec<Found> = Vec::new();
    for found in by_rank {
        if chosen.iter().all(|other| other.key != found.key) {
            chosen.push(found);
        }
    }
    if chosen.len() > 1 {
        let mut candidates: Vec<String> = chosen.into_iter().map(|found| found.distinguished_name).collect();
        candidates.sort();
        return Err(Error::AmbiguousIdentity { identity: text.to_owned(), candidates });
    }
    Ok(chosen.pop())
}

/// If several users match by folding and exactly one of them equals the text including accents and kana, that one.
fn closest(matches: Vec<(Found, MatchQuality)>) -> Vec<Found> {
    let exact = matches.iter().filter(|(_, quality)| *quality == MatchQuality::Exact).count();
    let keep = |quality: MatchQuality| exact != 1 || quality == MatchQuality::Exact;
    matches.into_iter().filter(|(_, quality)| keep(*quality)).map(|(found, _)| found).collect()
}

/// Whether a text is a distinguished name other than that of this user.
fn is_other_name(hasher: &NameHasher, text: &str, user: &NameRow<'_>) -> bool {
    as_distinguished_name(hasher, text).map_or(false, |(_, name)| name.matches(user).is_empty())
}

fn too_long(text: &str) -> Error {
    let identity = format!(
        "{}… ({} bytes; an identity has at most {})",
        start_of(text, 256),
        text.len(),
        LONGEST_IDENTITY
    );
    Error::ManagementObjectNotFound { identity }
}

fn not_found(text: &str) -> Error {
    let identity = text.to_owned();
    if text.contains('*') || text.contains('?') {
        Error::WildcardNotSupported { identity }
    } else {
        Error::ManagementObjectNotFound { identity }
    }
}
