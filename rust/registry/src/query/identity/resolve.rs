//! The resolution of one identity to one user.
//!
//! Forms are tried in turn; one user wins, more than one fails at once, none goes on to the next form
//! (\[MS-ADTS\] section 5.1.1.1.1). Nothing picks the first of several.

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::names::{NameHash, NameHasher};
use crate::model::user::{without_sip_scheme, NameRow};
use crate::parse::distinguished_name::{DistinguishedName, MAX_LENGTH};
use crate::parse::text::fold::name_key;
use crate::parse::text::start_of;
use crate::store::{Holding, Rows, Store, Wanted};

use super::matching::{Likeness, TextForm};
use super::Form;

/// A user as a command names it.
#[derive(Clone, Debug, Default)]
pub struct Identity<'a> {
    /// The text as given; of an object, whatever identified it: its distinguished name, where it carries an `objectGUID` and has one.
    pub text: &'a str,
    /// The registry and the user key that an object of this module carries.
    pub key: Option<([u8; 16], UserKey)>,
    /// The `objectGUID` that an object carries: it decides alone.
    pub object_guid: Option<Guid>,
    /// Whether the text is an account name (sAMAccountName) and nothing else.
    pub account_only: bool,
}

impl<'a> Identity<'a> {
    /// An identity given as text.
    pub fn text(text: &'a str) -> Identity<'a> {
        Identity { text, ..Identity::default() }
    }
}

/// The one user an identity names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The user.
    pub key: UserKey,
    /// The form under which it was recognised.
    pub form: Form,
    /// The user's distinguished name.
    pub distinguished_name: String,
    /// The user's SIP address, with `sip:`.
    pub sip_address: Option<String>,
    /// Whether the user is assigned to a Registrar pool.
    pub has_registrar_pool: bool,
    /// Whether the directory no longer holds the user.
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

/// The longest identity, in bytes, that is looked up: as long as the longest distinguished name.
pub(super) const LONGEST_IDENTITY: usize = MAX_LENGTH;

/// Where users are looked for.
pub(crate) trait Users {
    /// Users found under a name hash (candidates, to be compared by text), or the one with a key or a GUID.
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

/// The matches of one form, live users and gone ones apart.
#[derive(Default)]
struct Matches {
    live: Vec<(Found, Likeness)>,
    gone: Vec<(Found, Likeness)>,
}

impl Matches {
    /// Adds a user for each name that is what is wanted.
    fn add(&mut self, user: &NameRow<'_>, wanted: &TextForm<'_>) {
        let side = if user.gone { &mut self.gone } else { &mut self.live };
        for (form, likeness) in wanted.matches(user) {
            side.push((Found::new(user, form), likeness));
        }
    }

    /// Users that left the directory answer to a name only where nobody living has it.
    fn rightful(self) -> Vec<(Found, Likeness)> {
        if self.live.is_empty() {
            self.gone
        } else {
            self.with_displaced_accounts()
        }
    }

    /// The living, and those gone users whose account name the text is while the living are only called so: a display name
    /// takes no account's place.
    fn with_displaced_accounts(mut self) -> Vec<(Found, Likeness)> {
        let is_account = |(found, _): &(Found, Likeness)| found.form == Form::SamAccountName;
        if self.live.iter().all(|(found, _)| matches!(found.form, Form::DisplayName | Form::CommonName)) {
            self.live.extend(self.gone.into_iter().filter(is_account));
        }
        self.live
    }
}

impl<'u> Resolver<'u> {
    /// A resolver among `users`.
    pub(crate) fn new(users: &'u mut dyn Users, hasher: NameHasher, registry_id: [u8; 16]) -> Resolver<'u> {
        Resolver { users, hasher, registry_id }
    }

    /// The one user that `identity` names.
    ///
    /// # Errors
    /// `ManagementObjectNotFound`, `WildcardNotSupported`, `AmbiguousIdentity`, and whatever the store reports.
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

    /// The user whose key an object carries. Of a copy of the registry that went its own way the same key may be somebody else's: the
    /// GUID tells, and where the object has none the distinguished name.
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

    /// Where no user has the object's GUID, its distinguished name may mean a user who was stored without one; whoever has that
    /// name and another GUID is another account.
    fn without_guid(&mut self, text: &str, guid: Guid) -> Result<Found> {
        let found = match as_distinguished_name(&self.hasher, text.trim()) {
            Some((hash, wanted)) => {
                let matches = self.matches(hash, &wanted, |user| user.object_guid.is_none())?;
                only(text, matches.rightful())?
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
            // The gone answer before the next form: an address of one who left must not become somebody's who calls himself so.
            let matches = self.matches(hash, &wanted, |_| true)?;
            if let Some(found) = only(text, matches.rightful())? {
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

/// What each of the texts names, of any form, with one question to the store.
///
/// # Errors
/// For each text what `Resolver::resolve` says of it; whatever the store reports.
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
            found[place] = only(texts[place], matches.rightful()).transpose();
        }
    }
    let nobody = |text: &str| if text.len() > LONGEST_IDENTITY { too_long(text) } else { not_found(text) };
    Ok(found.into_iter().zip(texts).map(|(found, text)| found.unwrap_or_else(|| Err(nobody(text)))).collect())
}

/// Reads a trimmed text as one form, if it can have it, and says under which hash to look.
type Attempt = for<'t> fn(&NameHasher, &'t str) -> Option<(NameHash, TextForm<'t>)>;

/// The forms, in their order. Each is tried only where those before it found nobody.
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

/// A text with `sip:`, a distinguished name in a domain, and what has the shape of an address or of `domain\logon` can be nothing
/// else: where nobody has that address or that name any more, nobody is meant who calls himself so.
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

/// Whether a text has the shape of an address (one `@`, no blanks) or of `domain\logon` (one backslash, no blanks), as names are
/// compared: a wide `＠` is one too.
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

/// The one user among the matches, none where there is none.
///
/// A display name goes before a common name, but not before another user's account name: a display name can often be
/// edited by its owner, and must not take an account's place.
fn only(text: &str, matches: Vec<(Found, Likeness)>) -> Result<Option<Found>> {
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

/// Where folding leaves several users and exactly one of them equals the text with accents and kana told apart, that one.
fn closest(matches: Vec<(Found, Likeness)>) -> Vec<Found> {
    let exact = matches.iter().filter(|(_, likeness)| *likeness == Likeness::Exact).count();
    let keep = |likeness: Likeness| exact != 1 || likeness == Likeness::Exact;
    matches.into_iter().filter(|(_, likeness)| keep(*likeness)).map(|(found, _)| found).collect()
}

/// Whether a text is a distinguished name, and not this user's.
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
