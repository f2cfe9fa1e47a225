//! The rules once more, as docs/ say them, for whoever reads them a third time: lists that are searched from the beginning. Whom a text
//! means is the model of `identity_model`; parsing and folding have tests of their own.

use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::parse::distinguished_name::DistinguishedName;

use crate::identity_model::{self, Answer, Keys};

pub const DISPLAY_NAME: usize = 0;
pub const ACCOUNT: usize = 1;
pub const PRINCIPAL_NAME: usize = 2;
pub const SIP: usize = 3;
pub const TITLE: usize = 4;
pub const HOME_SERVER: usize = 5;
/// The attributes of the model, by these numbers; `mail` has no field of its own.
pub const ATTRIBUTES: [&str; 7] = [
    "displayName",
    "sAMAccountName",
    "userPrincipalName",
    "msRTCSIP-PrimaryUserAddress",
    "title",
    "msRTCSIP-PrimaryHomeServer",
    "mail",
];
const POOL: &str = "pool01.litwareinc.com";

/// What an entry says of an attribute.
#[derive(Clone, Debug)]
pub enum Said {
    Nothing,
    Empty,
    Value(String),
}

/// Where an entry stands: common name, organizational unit, domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(pub &'static str, pub &'static str, pub usize);

/// An entry of an export.
#[derive(Clone, Debug)]
pub struct Entry {
    pub guid: Option<u8>,
    pub place: Place,
    pub deleted: bool,
    pub disabled: bool,
    pub said: Vec<Said>,
}

/// An export, in which no two entries are of one user.
#[derive(Clone, Debug)]
pub struct Export {
    pub entries: Vec<Entry>,
    /// LDIF, where an attribute that others have is cleared; else objects.
    pub ldif: bool,
    /// How many users it may mark as gone whom it does not hold, if it may.
    pub prune: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub guid: Option<u8>,
    pub place: Place,
    pub disabled: bool,
    pub attributes: Vec<Option<String>>,
    pub gone: bool,
}

/// A certificate that names one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub number: usize,
    pub user: usize,
    pub not_before: i64,
    pub not_after: i64,
    pub published: i64,
    pub revoked: Option<RevocationReason>,
    /// The second in which it was revoked last: a refusal to publish it names that.
    pub revoked_at: i64,
}

/// Action, outcome, user, the user's name at that time, certificates; the reason, unless it is a refusal's text.
pub type Audited = (&'static str, &'static str, Option<usize>, Option<String>, u64, Option<String>);

/// Added, updated, unchanged, removed, ignored.
pub type Counts = [usize; 5];

#[derive(Clone, Debug, Default)]
pub struct Model {
    pub users: Vec<User>,
    pub certificates: Vec<Certificate>,
    pub audit: Vec<Audited>,
    /// The refusals of publications: the same is said once a day.
    refusals: Vec<(Option<usize>, Option<String>, usize, String)>,
    has_domains: bool,
    /// Attributes of which some import brought a value: of the others a filter says nothing, be it negated.
    brought: Vec<usize>,
}

impl Place {
    pub fn distinguished_name(&self) -> String {
        identity_model::distinguished_name(self.0, self.1, self.2)
    }

    pub fn key(&self) -> String {
        DistinguishedName::parse(&self.distinguished_name()).unwrap().key().to_owned()
    }
}

impl User {
    /// What the audit calls the user.
    pub fn name(&self) -> String {
        self.attributes[SIP].clone().unwrap_or_else(|| self.place.distinguished_name())
    }

    pub fn pool(&self) -> Option<&'static str> {
        self.attributes[HOME_SERVER].as_deref().filter(|server| server.contains("CN=Pools")).map(|_| POOL)
    }

    fn is_at(&self, place: &Place) -> bool {
        !self.gone && self.place.key() == place.key()
    }

    /// Whether a certificate with that address is the user's.
    fn is_named_by(&self, address: &str) -> bool {
        let sip = format!("sip:{}", address);
        self.attributes[SIP].as_deref() == Some(&*sip)
            || self.attributes[PRINCIPAL_NAME].as_deref() == Some(address)
    }

    fn keys(&self, number: usize) -> Keys {
        let attribute = |number: usize| self.attributes[number].clone();
        Keys::of(&identity_model::User {
            number,
            display_name: attribute(DISPLAY_NAME),
            common_name: self.place.0.to_owned(),
            account: attribute(ACCOUNT),
            principal_name: attribute(PRINCIPAL_NAME),
            sip: attribute(SIP).map(|sip| sip[4..].to_owned()),
            unit: self.place.1.to_owned(),
            domain: self.place.2,
            gone: self.gone,
        })
    }
}

impl Certificate {
    pub fn is_valid(&self, now: i64) -> bool {
        self.revoked.is_none() && self.not_before <= now && now <= self.not_after
    }
}

impl Model {
    /// What the users are called.
    pub fn keys(&self) -> Vec<Keys> {
        self.users.iter().enumerate().map(|(number, user)| user.keys(number)).collect()
    }

    /// Whom a text means.
    pub fn meant(&self, text: &str) -> Answer {
        identity_model::answer(&self.keys(), text)
    }

    /// Whom an object with an objectGUID and a distinguished name means: the objectGUID decides alone; who was stored without one is
    /// found by the name.
    pub fn meant_by_object(&self, guid: u8, name: &str) -> Answer {
        if let Some(user) = self.users.iter().position(|user| user.guid == Some(guid)) {
            return Answer::One(user);
        }
        let without = self.users.iter().enumerate().filter(|(_, user)| user.guid.is_none());
        let keys: Vec<Keys> = without.map(|(number, user)| user.keys(number)).collect();
        identity_model::answer(&keys, name)
    }

    pub fn was_brought(&self, attribute: usize) -> bool {
        self.brought.contains(&attribute)
    }

    /// All of it or nothing; the error is PruneRefused.
    pub fn import(&mut self, export: &Export) -> Result<Counts, ()> {
        let mut next = self.clone();
        let counts = next.try_import(export);
        match counts {
            Ok(_) => *self = next,
            Err(()) => self.audit.push(("Import", "Refused", None, None, 0, None)),
        }
        counts
    }

    fn try_import(&mut self, export: &Export) -> Result<Counts, ()> {
        let (deleted_entries, mut entries): (Vec<&Entry>, Vec<&Entry>) =
            export.entries.iter().partition(|entry| entry.deleted);
        if export.prune.is_some() && entries.is_empty() {
            return Err(());
        }
        let (mut touched, mut displaced) = (Vec::new(), Vec::new());
        let [mut added, mut updated, mut unchanged] = [0; 3];
        let mut deleted: Vec<usize> = (0..self.users.len())
            .filter(|user| !self.users[*user].gone)
            .filter(|user| deleted_entries.iter().any(|entry| entry.guid == self.users[*user].guid))
            .collect();
        let ignored = deleted_entries.len() - deleted.len();
        // Who states an objectGUID goes first: who states none is whoever is left at the name.
        entries.sort_by_key(|entry| entry.guid.is_none());
        for entry in &entries {
            let by_guid = self.users.iter().position(|user| user.guid.is_some() && user.guid == entry.guid);
            let stored = by_guid.or_else(|| {
                (0..self.users.len()).find(|number| {
                    let user = &self.users[*number];
                    user.is_at(&entry.place)
                        && (user.guid.is_none() || entry.guid.is_none())
                        && !deleted.contains(number)
                        && (!displaced.contains(number) || touched.contains(number))
                })
            });
            let of_user = |number: &usize| self.users[*number].is_at(&entry.place) && Some(*number) != stored;
            let moves = stored
                .map_or(true, |stored| self.users[stored].gone || self.users[stored].place != entry.place);
            if moves {
                displaced.extend((0..self.users.len()).filter(of_user));
            }
            let number = stored.unwrap_or(self.users.len());
            let user = made_of(entry, stored.map(|stored| &self.users[stored]), export);
            match self.users.get(number) {
                None => {
                    added += 1;
                    self.users.push(user);
                }
                Some(same) if *same == user => unchanged += 1,
                Some(_) => {
                    updated += 1;
                    self.users[number] = user;
                }
            }
            touched.push(number);
        }
        displaced.retain(|user| !touched.contains(user) && !deleted.contains(user));
        displaced.sort_unstable();
        displaced.dedup();
        let mut absent = Vec::new();
        if let Some(limit) = export.prune {
            let is_heard_of = |domain| entries.iter().any(|entry| entry.place.2 == domain);
            absent = (0..self.users.len())
                .filter(|user| !self.users[*user].gone && is_heard_of(self.users[*user].place.2))
                .filter(|user| ![&touched, &deleted, &displaced].iter().any(|known| known.contains(user)))
                .collect();
            if absent.len() > limit {
                return Err(());
            }
        }
        let removed = deleted.len() + displaced.len() + absent.len();
        if added + updated + removed > 0 || !self.has_domains {
            self.has_domains = true;
            for said in entries.iter().map(|entry| &entry.said) {
                let values = said.iter().enumerate().filter(|(_, said)| matches!(said, Said::Value(_)));
                self.brought.extend(values.map(|(attribute, _)| attribute));
            }
            self.audit.push(("Import", "Succeeded", None, None, 0, None));
        }
        for (users, reason) in [
            (&mut deleted, "it was deleted from the directory"),
            (&mut displaced, "another account has its distinguished name"),
            (&mut absent, "it is no longer in the directory"),
        ] {
            for user in users.drain(..) {
                self.users[user].gone = true;
                let name = Some(self.users[user].name());
                self.audit.push(("Prune", "Succeeded", Some(user), name, 0, Some(reason.to_owned())));
            }
        }
        Ok([added, updated, unchanged, removed, ignored])
    }

    /// Whose the certificate is, and whether it was there before; the error is its name.
    pub fn publish(
        &mut self,
        certificate: &Certificate,
        address: &str,
        identity: Option<&str>,
    ) -> Result<(usize, bool), String> {
        let error = |name: &str| Err(name.to_owned());
        let known = self.certificates.iter().find(|known| known.number == certificate.number).cloned();
        let named: Vec<usize> = (0..self.users.len())
            .filter(|user| !self.users[*user].gone && self.users[*user].is_named_by(address))
            .collect();
        let holder = known.as_ref().map(|known| known.user);
        if let Some((reason, known)) = known.as_ref().and_then(|known| Some((known.revoked?, known))) {
            // What is on hold is refused in other words than what is revoked for good.
            let on_hold = reason == RevocationReason::CertificateHold;
            let why = format!("on hold: {}, since {}", on_hold, known.revoked_at);
            self.refuse_publication(certificate.number, identity, holder, why);
            return error("CertificateRevoked");
        }
        let meant = match identity.map(|identity| self.meant(identity)) {
            None => None,
            Some(Answer::One(user)) => Some(user),
            Some(Answer::Several(_)) => return error("AmbiguousIdentity"),
            Some(Answer::Nobody) => return error("ManagementObjectNotFound"),
            Some(Answer::Wildcard) => return error("WildcardNotSupported"),
        };
        let mismatch = match (holder, meant) {
            (Some(holder), Some(meant)) => (holder != meant).then_some("another"),
            (Some(holder), None) => (!named.is_empty() && !named.contains(&holder)).then_some("named"),
            (None, Some(meant)) => (!named.contains(&meant)).then_some("not named"),
            (None, None) => None,
        };
        if let Some(why) = mismatch {
            let last = named.last().filter(|_| why == "named").map(|user| self.users[*user].place.clone());
            self.refuse_publication(certificate.number, identity, holder, format!("{} {:?}", why, last));
            return error("CertificateUserMismatch");
        }
        if let Some(holder) = holder {
            return Ok((holder, true));
        }
        let user = match (meant, &named[..]) {
            (Some(meant), _) => meant,
            (None, [user]) => *user,
            (None, []) => return error("ManagementObjectNotFound"),
            (None, _) => return error("AmbiguousIdentity"),
        };
        self.certificates.push(Certificate { user, ..certificate.clone() });
        self.audit.push(("Publish", "Succeeded", Some(user), Some(self.users[user].name()), 1, None));
        Ok((user, false))
    }

    /// Under whom it was asked for, else under the holder.
    fn refuse_publication(
        &mut self,
        number: usize,
        identity: Option<&str>,
        holder: Option<usize>,
        why: String,
    ) {
        let name_of = |user: usize| self.users[user].name();
        let (user, name) = match identity {
            Some(text) => match self.meant(text) {
                Answer::One(user) => (Some(user), Some(text.to_owned())),
                _ => (None, Some(text.to_owned())),
            },
            None => (holder, holder.map(name_of)),
        };
        let said = format!("{} {:?}", why, holder.map(name_of));
        let refusal = (user, name.clone(), number, said);
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
            self.audit.push(("Publish", "Refused", user, name, 0, None));
        }
    }

    /// The certificates that were revoked; none where there is no such user.
    pub fn revoke(
        &mut self,
        user: usize,
        certificate: Option<usize>,
        reason: RevocationReason,
    ) -> Option<Vec<usize>> {
        let name = self.users.get(user)?.name();
        let revoked: Vec<usize> = (0..self.certificates.len())
            .filter(|number| certificate.map_or(true, |wanted| wanted == *number))
            .filter(|number| self.certificates[*number].user == user)
            .filter(|number| match self.certificates[*number].revoked {
                None => true,
                Some(before) => {
                    before == RevocationReason::CertificateHold && reason != RevocationReason::CertificateHold
                }
            })
            .collect();
        for number in &revoked {
            self.certificates[*number].revoked = Some(reason);
        }
        if !revoked.is_empty() {
            let (count, reason) = (revoked.len() as u64, Some(format!("{:?}", reason)));
            self.audit.push(("Revoke", "Succeeded", Some(user), Some(name), count, reason));
        }
        Some(revoked)
    }

    /// The certificates that were taken off hold, and those that stay revoked and are spoken of; none where there is no such user.
    pub fn restore(
        &mut self,
        user: usize,
        certificate: Option<usize>,
        now: i64,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let name = self.users.get(user)?.name();
        let wanted = (0..self.certificates.len())
            .filter(|number| certificate.map_or(true, |wanted| wanted == *number))
            .filter(|number| self.certificates[*number].user == user)
            .filter(|number| self.certificates[*number].revoked.is_some());
        let (restored, mut refused): (Vec<usize>, Vec<usize>) = wanted.partition(|number| {
            self.certificates[*number].revoked == Some(RevocationReason::CertificateHold)
        });
        refused.retain(|number| certificate.is_some() || self.certificates[*number].not_after >= now);
        for number in &restored {
            self.certificates[*number].revoked = None;
        }
        if !restored.is_empty() {
            let (count, reason) = (restored.len() as u64, Some("RemoveFromCRL".to_owned()));
            self.audit.push(("Restore", "Succeeded", Some(user), Some(name), count, reason));
        }
        Some((restored, refused))
    }

    /// After all of a batch was restored.
    pub fn refuse_restoration(&mut self, user: usize) {
        let name = Some(self.users[user].name());
        self.audit.push(("Restore", "Refused", Some(user), name, 0, None));
    }
}

/// What an entry says; and where it says nothing what is stored, unless an LDIF export has the attribute.
fn made_of(entry: &Entry, stored: Option<&User>, export: &Export) -> User {
    let others_have = |number: usize| {
        let said = export.entries.iter().filter(|entry| !entry.deleted).map(|entry| &entry.said[number]);
        export.ldif && said.into_iter().any(|said| !matches!(said, Said::Nothing))
    };
    let attribute = |(number, said): (usize, &Said)| match said {
        Said::Value(value) => Some(value.clone()),
        Said::Empty => None,
        Said::Nothing if others_have(number) => None,
        Said::Nothing => stored.and_then(|stored| stored.attributes[number].clone()),
    };
    User {
        guid: entry.guid.or_else(|| stored.and_then(|stored| stored.guid)),
        place: entry.place.clone(),
        disabled: entry.disabled,
        attributes: entry.said.iter().enumerate().map(attribute).collect(),
        gone: false,
    }
}
