//! Former users: those who are no longer in the directory, whose certificates are still valid, and who share a name with the user that
//! a command works on. An account that was created again has the names of its predecessor, but not its certificates.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::names::{NameHash, NameHasher};
use crate::model::user::{without_sip_scheme, NameRow};
use crate::parse::distinguished_name::DistinguishedName;
use crate::query::identity::same_account;
use crate::registry::Registry;
use crate::store::{Holding, Rows, Wanted};

/// The number of users that are looked up one by one before all former users are read at once; after a change they are read again only after
/// this many look-ups for each of them.
const FEW: usize = 16;

/// How many former users are asked for at once.
const AT_ONCE: usize = 256;

/// A user who is no longer in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerUser {
    /// The user.
    pub key: UserKey,
    /// Its `objectGUID`, which still finds it.
    pub object_guid: Option<Guid>,
    /// Its last distinguished name.
    pub distinguished_name: String,
    /// Its last SIP address, with `sip:`.
    pub sip_address: Option<String>,
}

/// A cache of former users for look-ups of many users one by one: users without a namesake cost nothing.
#[derive(Debug, Default)]
pub struct FormerUsers {
    asked: usize,
    known: Option<Known>,
    expected: Expected,
}

/// The users that the next look-ups are about.
#[derive(Debug, Default)]
struct Expected {
    keys: Vec<UserKey>,
    /// The former users that share a name with them, once one of them was asked about.
    former: Option<HashMap<UserKey, BTreeMap<UserKey, FormerUser>>>,
}

/// Name hashes of former users with namesakes.
#[derive(Debug)]
struct Known {
    former_users: usize,
    namesakes: HashSet<UserKey>,
}

impl FormerUsers {
    /// Announces the users that the next look-ups are about; the first look-up asks about all of them, and the others are answered as it
    /// was then.
    pub fn expect(&mut self, keys: Vec<UserKey>) {
        self.expected = Expected { keys, former: None };
    }

    /// Whether the user can have a namesake, as far as known.
    fn may_concern(&self, key: UserKey) -> bool {
        self.known.as_ref().map_or(true, |known| known.namesakes.contains(&key))
    }

    /// Whether to read all of them again if something was committed since the last time.
    fn is_due(&self) -> bool {
        let known = self.known.as_ref().map_or(1, |known| known.former_users);
        self.asked > known.saturating_mul(FEW)
    }
}

impl Registry {
    /// The former users with certificates that are valid now and that have the user's SIP address, user principal name, distinguished name, or
    /// domain and logon name. The user itself is not included.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn former_users_of(&self, key: UserKey, former: &mut FormerUsers) -> Result<Vec<FormerUser>> {
        if self.interrupter().is_interrupted() {
            return Err(Error::Interrupted);
        }
        former.asked += 1;
        if former.is_due() {
            match self.known_former_users(former.known.is_some()) {
                Ok(None) => {}
                known => {
                    former.asked = 0;
                    // Damage to another user is reported when that user is requested.
                    former.known = known.ok().flatten();
                }
            }
        }
        if !former.may_concern(key) {
            return Ok(Vec::new());
        }
        let mut in_force = Vec::new();
        for user in self.former_namesakes(key, &mut former.expected)? {
            if self.valid_certificates(user.key)? > 0 {
                in_force.push(user);
            }
        }
        Ok(in_force)
    }

    /// The former users that share a name with a user, in the order of their keys.
    fn former_namesakes(&self, key: UserKey, expected: &mut Expected) -> Result<Vec<FormerUser>> {
        let read = |keys: &[UserKey]| {
            let mut former: HashMap<UserKey, BTreeMap<UserKey, FormerUser>> = HashMap::new();
            self.namesakes(keys, &mut |own, user| {
                if user.gone {
                    former.entry(own).or_default().insert(user.names.key, FormerUser::of(user));
                }
            })?;
            Ok::<_, Error>(former)
        };
        if !expected.keys.contains(&key) {
            return Ok(read(&[key])?.remove(&key).into_iter().flat_map(BTreeMap::into_values).collect());
        }
        if expected.former.is_none() {
            expected.former = Some(read(&expected.keys)?);
        }
        let former = expected.former.as_ref().and_then(|former| former.get(&key));
        Ok(former.into_iter().flat_map(BTreeMap::values).cloned().collect())
    }

    /// With `unless_same`, `None` if nothing was committed since the last time.
    fn known_former_users(&self, unless_same: bool) -> Result<Option<Known>> {
        let keys = match self.store().gone_holders(self.now(), unless_same)? {
            Some(keys) => keys,
            None => return Ok(None),
        };
        let mut namesakes = HashSet::new();
        for keys in keys.chunks(AT_ONCE) {
            self.namesakes(keys, &mut |_, user| {
                namesakes.insert(user.names.key);
            })?;
        }
        Ok(Some(Known { former_users: keys.len(), namesakes }))
    }

    /// Visits the other users that share a name with one of these, each with that one; some more than once.
    fn namesakes(&self, keys: &[UserKey], visit: &mut dyn FnMut(UserKey, &NameRow<'_>)) -> Result<()> {
        let all = self.own_names(keys)?;
        let (mut owners, mut wanted) = (Vec::new(), Vec::new());
        for own in &all {
            for hash in own.hashes(self.hasher()) {
                owners.push(own);
                wanted.push(Wanted::Name(hash));
            }
        }
        self.named(&wanted, &mut |place, user| {
            if user.names.key != owners[place].key && owners[place].are_shared_by(user) {
                visit(owners[place].key, user);
            }
        })
    }

    /// The names of users. The domain is only sure to be present if a user was found by name.
    fn own_names(&self, keys: &[UserKey]) -> Result<Vec<OwnNames>> {
        let (mut own, mut others, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        let by_key: Vec<Wanted> = keys.iter().map(|key| Wanted::Key(*key)).collect();
        self.named(&by_key, &mut |_, user| {
            if let Ok(name) = DistinguishedName::parse(user.names.distinguished_name) {
                if user.dns_domain.is_some() {
                    own.push(OwnNames::of(user, name));
                } else {
                    others.push(user.names.key);
                    wanted.push(Wanted::Name(self.hasher().distinguished_name(&name)));
                }
            }
        })?;
        self.named(&wanted, &mut |place, user| {
            if user.names.key == others[place] {
                own.extend(
                    DistinguishedName::parse(user.names.distinguished_name)
                        .map(|name| OwnNames::of(user, name)),
                );
            }
        })?;
        Ok(own)
    }

    /// Visits the users who are wanted, with the places of what they are wanted for.
    fn named(&self, wanted: &[Wanted], visit: &mut dyn FnMut(usize, &NameRow<'_>)) -> Result<()> {
        if wanted.is_empty() {
            return Ok(());
        }
        self.store().holders(wanted, Rows::Users, &mut |place, holding| {
            if let Holding::User(user) = holding {
                visit(place, user);
            }
            true
        })
    }
}

impl FormerUser {
    fn of(user: &NameRow<'_>) -> FormerUser {
        FormerUser {
            key: user.names.key,
            object_guid: user.object_guid,
            distinguished_name: user.names.distinguished_name.to_owned(),
            sip_address: user.names.sip_address.map(str::to_owned),
        }
    }
}

/// The names of a user that only one account can have at a time.
struct OwnNames {
    key: UserKey,
    distinguished_name: DistinguishedName,
    sip_address: Option<String>,
    user_principal_name: Option<String>,
    /// DNS domain and logon name.
    logon: Option<(String, String)>,
}

impl OwnNames {
    fn of(user: &NameRow<'_>, distinguished_name: DistinguishedName) -> OwnNames {
        OwnNames {
            key: user.names.key,
            distinguished_name,
            sip_address: user.names.sip_address.map(str::to_owned),
            user_principal_name: user.names.user_principal_name.map(str::to_owned),
            logon: user
                .dns_domain
                .zip(user.names.sam_account_name)
                .map(|(domain, logon)| (domain.to_owned(), logon.to_owned())),
        }
    }

    /// The hashes that find others with one of the names.
    fn hashes(&self, hasher: &NameHasher) -> HashSet<NameHash> {
        let mut hashes = HashSet::new();
        hashes.insert(hasher.distinguished_name(&self.distinguished_name));
        hashes.extend(self.sip_address.as_deref().map(|sip| hasher.address(without_sip_scheme(sip))));
        hashes.extend(self.user_principal_name.as_deref().map(|upn| hasher.address(upn)));
        hashes.extend(self.logon.as_ref().map(|(_, logon)| hasher.name(logon)));
        hashes
    }

    fn are_shared_by(&self, user: &NameRow<'_>) -> bool {
        let same = |own: Option<&str>, other: Option<&str>| {
            own.zip(other).map_or(false, |(own, other)| same_account(own, other))
        };
        let same_logon = |(domain, logon): &(String, String)| {
            same(Some(domain), user.dns_domain) && same(Some(logon), user.names.sam_account_name)
        };
        let sip = self.sip_address.as_deref().map(without_sip_scheme);
        same(sip, user.names.sip_address.map(without_sip_scheme))
            || same(self.user_principal_name.as_deref(), user.names.user_principal_name)
            || self.logon.as_ref().map_or(false, same_logon)
            || DistinguishedName::parse(user.names.distinguished_name)
                .map_or(false, |name| name.key() == self.distinguished_name.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::caller::Caller;
    use crate::store::location::Location;

    #[test]
    fn after_a_few_users_the_others_cost_no_query() {
        let registry = Registry::open(&Location::Memory, Caller::current("Test")).unwrap();
        let mut former = FormerUsers::default();
        for asked in 0..=FEW {
            assert!(former.may_concern(UserKey(7)), "{}", asked);
            registry.former_users_of(UserKey(7), &mut former).unwrap();
        }
        assert!(!former.may_concern(UserKey(7)));
    }

    #[test]
    fn a_change_is_worth_another_look_once_it_costs_little_beside_the_users() {
        let after = |asked| {
            let known = Known { former_users: 2, namesakes: HashSet::new() };
            FormerUsers { asked, known: Some(known), ..FormerUsers::default() }
        };
        assert!(!after(2 * FEW).is_due());
        assert!(after(2 * FEW + 1).is_due());
    }
}
