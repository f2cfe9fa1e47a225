//! Completion of the beginning of a name.
//!
//! Every user in the directory has index entries for the beginnings of its names: display name and common name from each of
//! their words on, SIP address and user principal name from each word of their local part on, and the account name. The beginning of
//! a name precedes that of a later word. The beginning of a distinguished name is looked up by the common name in it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::names::{NameHash, NameHasher, NameKind};
use crate::model::user::{without_sip_scheme, NamedUser, UserNames};
use crate::model::words::{word, FIRST, LATER};
use crate::parse::text::fold::name_key;
use crate::query::identity::{resolve_texts, same_account};
use crate::registry::Registry;
use crate::store::{Begun, Taken};

/// The usual number of requested users: the initial capacity.
const USUAL_LIMIT: usize = 64;
/// The approximate size of the texts of a user, in bytes.
const BYTES_A_USER: usize = 256;

/// A possible completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion<'c> {
    /// The completion text: the matching name, or, if other users have it too, a unique one.
    pub text: &'c str,
    /// The display name, or another name if there is none.
    pub name: &'c str,
    /// The user's SIP address, with `sip:`.
    pub sip_address: Option<&'c str>,
    /// The Registrar pool's name.
    pub registrar_pool: Option<&'c str>,
}

impl Registry {
    /// At most `limit` completions of a text, best first.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn complete(
        &self,
        beginning: &str,
        limit: usize,
        visit: &mut dyn FnMut(&Completion<'_>),
    ) -> Result<()> {
        let beginning = beginning.trim_start();
        let (scheme, text) = match without_sip_scheme(beginning) {
            text if text.len() == beginning.len() => ("", text),
            text => ("sip:", text),
        };
        let (domain, text) = match text.split_once('\\') {
            Some((domain, text)) => (Some(domain), text),
            None => (None, text),
        };
        let common_name = begun_common_name(beginning);
        let begun = Beginning {
            folded: name_key(common_name.as_deref().unwrap_or(text)),
            scheme,
            domain: domain.filter(|_| common_name.is_none()),
            distinguished_name: common_name.is_some().then(|| name_key(beginning)),
        };
        let mut candidates = Candidates::with_room_for(limit.min(USUAL_LIMIT));
        let shared = self.find_begun(&begun, limit, &mut candidates)?;
        self.tell_apart(&mut candidates, &shared)?;
        candidates.users.iter().for_each(|user| visit(&candidates.completion(user)));
        Ok(())
    }

    /// Finds the candidates; returns those of their plain names that other users also have.
    fn find_begun(
        &self,
        begun: &Beginning<'_>,
        limit: usize,
        candidates: &mut Candidates,
    ) -> Result<HashSet<NameHash>> {
        let prefixes = [FIRST, LATER].map(|class| word(class, &begun.folded));
        let asked = Begun { prefixes: &prefixes, with_domain: begun.domain.is_some(), most: limit };
        let mut of_first = 0;
        let shared = self.store().begun(&asked, &mut |place, user| {
            if !begun.is_of_domain(user) || !begun.is_distinguished_name_of(user) {
                return Taken::No;
            }
            let added = candidates.add(begun, user, self.hasher()).map_or(Taken::Yes, Taken::Named);
            if place == 0 {
                of_first = candidates.users.len();
            }
            added
        })?;
        // The index has account names between the names of other users; a list is easier to read in alphabetical order.
        let Candidates { texts, users } = candidates;
        let by_text =
            |one: &Candidate, other: &Candidate| texts[one.folded.clone()].cmp(&texts[other.folded.clone()]);
        let (first, later) = users.split_at_mut(of_first);
        first.sort_by(by_text);
        later.sort_by(by_text);
        Ok(shared)
    }

    /// A name that several users have would cause an error, and one that is also the address of another user would find that
    /// user: in these cases the completion is the distinguished name, which is unique.
    fn tell_apart(&self, candidates: &mut Candidates, shared: &HashSet<NameHash>) -> Result<()> {
        let Candidates { texts, users } = candidates;
        let is_doubtful = |user: &Candidate| user.plain.map_or(true, |hash| shared.contains(&hash));
        let mut doubtful: Vec<&mut Candidate> = users.iter_mut().filter(|user| is_doubtful(user)).collect();
        let meanings = {
            let doubtful: Vec<&str> = doubtful.iter().map(|user| &texts[user.text.clone()]).collect();
            resolve_texts(self.store(), self.hasher(), &doubtful)?
        };
        for (user, meaning) in doubtful.iter_mut().zip(meanings) {
            if meaning.map_or(true, |found| found.key != user.key) {
                user.text = user.distinguished_name.clone();
            }
        }
        Ok(())
    }
}

/// The parsed input.
struct Beginning<'t> {
    folded: String,
    scheme: &'static str,
    domain: Option<&'t str>,
    /// The key of the whole text, if it begins a distinguished name.
    distinguished_name: Option<String>,
}

/// The common name at the start of a distinguished name, as far as it was typed and unescaped (RFC 4514, section
/// 2.4); `None` for other text.
fn begun_common_name(text: &str) -> Option<String> {
    const ATTRIBUTE: &str = "CN=";
    let starts = text.get(..ATTRIBUTE.len()).map_or(false, |start| start.eq_ignore_ascii_case(ATTRIBUTE));
    let value = text.get(ATTRIBUTE.len()..).filter(|_| starts)?;
    let mut name = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            ',' | '+' => break,
            '\\' => name.extend(characters.next()),
            other => name.push(other),
        }
    }
    Some(name)
}

impl Beginning<'_> {
    fn is_of_domain(&self, user: &NamedUser<'_>) -> bool {
        let own = user.domain_names;
        self.domain.map_or(true, |domain| own.iter().flatten().any(|own| same_account(domain, own)))
    }

    fn is_distinguished_name_of(&self, user: &NamedUser<'_>) -> bool {
        let own = || name_key(user.names.distinguished_name);
        self.distinguished_name.as_ref().map_or(true, |begun| own().starts_with(begun.as_str()))
    }

    /// The matching name of the user, and its key.
    fn name_of<'u>(&self, user: &UserNames<'u>) -> (Cow<'u, str>, String) {
        if let (Some(domain), Some(account)) = (self.domain, user.sam_account_name) {
            let name = format!("{}\\{}", domain, account);
            let key = name_key(&name);
            return (name.into(), key);
        }
        let with_key = |name: &'u str| (name.into(), name_key(name));
        if self.distinguished_name.is_some() {
            return with_key(user.distinguished_name);
        }
        if !self.scheme.is_empty() {
            return with_key(user.sip_address.unwrap_or(user.distinguished_name));
        }
        let sip = user.sip_address.map(without_sip_scheme);
        let names =
            [user.display_name, sip, user.user_principal_name, user.sam_account_name, user.common_name];
        let mut first = None;
        for name in names.into_iter().flatten().map(with_key) {
            if name.1.starts_with(&self.folded) {
                return name;
            }
            first.get_or_insert(name);
        }
        first.unwrap_or_else(|| with_key(user.distinguished_name))
    }
}

/// A candidate, by offsets in the texts of [`Candidates`].
struct Candidate {
    /// The user's key.
    key: UserKey,
    text: Range<usize>,
    /// The name key of `text`.
    folded: Range<usize>,
    /// The hash of a plain name, which can only be a name; if the index has one user with it, it identifies that user.
    plain: Option<NameHash>,
    name: Range<usize>,
    sip_address: Option<Range<usize>>,
    registrar_pool: Option<Range<usize>>,
    distinguished_name: Range<usize>,
}

/// The candidates, with their texts in contiguous memory.
struct Candidates {
    texts: String,
    users: Vec<Candidate>,
}

impl Candidates {
    /// Empty, with capacity for this many.
    fn with_room_for(users: usize) -> Candidates {
        Candidates { texts: String::with_capacity(users * BYTES_A_USER), users: Vec::with_capacity(users) }
    }

    /// Adds a user; returns the hash of the name, if it is a plain one.
    fn add(&mut self, begun: &Beginning<'_>, user: &NamedUser<'_>, hasher: &NameHasher) -> Option<NameHash> {
        let NamedUser { names: user, registrar_pool, .. } = *user;
        let (text, folded) = begun.name_of(&user);
        let is_plain = !folded.contains(['@', '\\', '=', ':']);
        let plain = is_plain.then(|| hasher.hash(NameKind::Name, &folded));
        let candidate = Candidate {
            key: user.key,
            text: self.keep(&text),
            folded: self.keep(&folded),
            plain,
            name: self.keep(user.display_name.or(user.common_name).unwrap_or(user.distinguished_name)),
            sip_address: user.sip_address.map(|address| self.keep(address)),
            registrar_pool: registrar_pool.map(|pool| self.keep(pool)),
            distinguished_name: self.keep(user.distinguished_name),
        };
        self.users.push(candidate);
        plain
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.texts.len();
        self.texts.push_str(text);
        start..self.texts.len()
    }

    fn completion(&self, user: &Candidate) -> Completion<'_> {
        let text = |place: &Range<usize>| &self.texts[place.clone()];
        Completion {
            text: text(&user.text),
            name: text(&user.name),
            sip_address: user.sip_address.as_ref().map(text),
            registrar_pool: user.registrar_pool.as_ref().map(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begun_distinguished_name_tells_its_common_name() {
        let told = |text| begun_common_name(text);
        assert_eq!(told("CN=Ken").as_deref(), Some("Ken"));
        assert_eq!(told("cn=").as_deref(), Some(""));
        assert_eq!(told(r"cn=Myer\, Ken,OU=Fin").as_deref(), Some("Myer, Ken"));
        assert_eq!(told(r"CN=Myer\").as_deref(), Some("Myer"));
        assert_eq!(told("OU=Fin"), None);
        assert_eq!(told("CN"), None);
        assert_eq!(told("CÑ=Ken"), None);
    }
}
