//! All questions, asked of the registry and of the model.

use cscert_registry::model::keys::{CertificateKey, UserKey};
use proptest::prelude::*;

use cscert_registry::error::Error;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::{CertificateRow, CertificateSelection};
use cscert_registry::model::time::now;
use cscert_registry::model::user::{UserRow, UserSelection};
use cscert_registry::query::identity::Identity;

use crate::identity_model::{answer, Answer};
use crate::model::{Certificate, Model, Place, User, HOME_SERVER, SIP, TITLE};
use crate::support::{certificates_of, user_keys, TestRegistry};

use super::made_up::{certificate, object_guid, texts, COMMON_NAMES, NOW, UNITS};

/// What was made so far, in the order in which it was made.
#[derive(Default)]
pub struct Keys {
    pub users: Vec<UserKey>,
    pub certificates: Vec<CertificateKey>,
}

impl Keys {
    pub fn of(test: &TestRegistry) -> Keys {
        let mut keys = Keys { users: user_keys(&test.registry), ..Keys::default() };
        let all = CertificateSelection { include_revoked: true, ..Default::default() };
        let each = &mut |row: &CertificateRow<'_>| {
            keys.certificates.push(row.key);
            Ok(())
        };
        test.registry.certificates_after(&all, None, usize::MAX, each).unwrap();
        keys.certificates.sort_unstable();
        keys
    }

    /// The second in which a certificate was revoked; 0 if it is not revoked.
    pub fn revoked_at(&self, test: &TestRegistry, certificate: usize) -> i64 {
        let all = CertificateSelection { include_revoked: true, ..Default::default() };
        let mut time = 0;
        let each = &mut |row: &CertificateRow<'_>| {
            if row.key == self.certificates[certificate] {
                time = row.revocation_time.unwrap_or_default().div_euclid(1_000_000);
            }
            Ok(())
        };
        test.registry.certificates_after(&all, None, usize::MAX, each).unwrap();
        time
    }

    /// The keys at a user's and a certificate's place; nobody's where there is none.
    pub fn at(&self, (user, certificate): &(usize, Option<usize>)) -> (UserKey, Option<CertificateKey>) {
        const NOBODY: i64 = 4711;
        let key_of = |at: usize| self.certificates.get(at).copied().unwrap_or(CertificateKey(NOBODY));
        (self.users.get(*user).copied().unwrap_or(UserKey(NOBODY)), certificate.map(key_of))
    }

    pub fn user(&self, key: UserKey) -> usize {
        self.users.iter().position(|known| *known == key).unwrap()
    }

    pub fn certificate(&self, key: CertificateKey) -> usize {
        self.certificates.iter().position(|known| *known == key).unwrap()
    }
}

/// Asks all there is to ask.
pub fn compare(test: &TestRegistry, model: &Model) -> Result<(), TestCaseError> {
    let keys = Keys::of(test);
    compare_users(test, model, &keys)?;
    compare_certificates(test, model, &keys)?;
    compare_answers(test, model, &keys)?;
    let audit = |selection: &AuditSelection| -> Vec<_> {
        test.audit(selection)
            .into_iter()
            .map(|entry| {
                let reason = entry.reason.filter(|_| entry.outcome == "Succeeded");
                let user = entry.user_key.map(|key| keys.user(key));
                (entry.action, entry.outcome, user, entry.user_name, entry.certificates, reason)
            })
            .collect()
    };
    let expected = |user: Option<usize>, action: Option<&str>| -> Vec<_> {
        model
            .audit
            .iter()
            .filter(|entry| user.map_or(true, |user| entry.2 == Some(user)))
            .filter(|entry| action.map_or(true, |action| entry.0 == action))
            .cloned()
            .map(|(action, outcome, user, name, count, reason)| {
                (action.to_owned(), outcome.to_owned(), user, name, count, reason)
            })
            .collect()
    };
    prop_assert_eq!(audit(&AuditSelection::default()), expected(None, None));
    for action in ["Publish", "Revoke", "Restore", "Import", "Prune"] {
        let selection = AuditSelection { action: Some(action.to_owned()), ..Default::default() };
        prop_assert_eq!(audit(&selection), expected(None, Some(action)));
    }
    for (user, key) in keys.users.iter().enumerate() {
        let selection = AuditSelection { user_key: Some(*key), ..Default::default() };
        prop_assert_eq!(audit(&selection), expected(Some(user), None));
    }
    let counts = test.registry.describe(false).unwrap().counts;
    let live = model.users.iter().filter(|user| !user.gone).count();
    let counted = (counts.users as usize, counts.certificates as usize, counts.audit_entries as usize);
    prop_assert_eq!(counted, (live, model.certificates.len(), model.audit.len()));
    Ok(())
}

fn compare_users(test: &TestRegistry, model: &Model, keys: &Keys) -> Result<(), TestCaseError> {
    let mut stored = Vec::new();
    for key in &keys.users {
        let read = &mut |row: &UserRow<'_>| {
            let fields = &row.fields;
            let json: serde_json::Value = serde_json::from_str(fields.attributes.unwrap_or("{}")).unwrap();
            let texts = [
                fields.display_name,
                fields.sam_account_name,
                fields.user_principal_name,
                fields.sip_address,
                fields.title,
                fields.home_server,
                json["mail"][0].as_str(),
            ];
            stored.push((
                (
                    fields.object_guid,
                    fields.distinguished_name.to_owned(),
                    fields.common_name.map(str::to_owned),
                ),
                texts.map(|text| text.map(str::to_owned)).to_vec(),
                fields.user_account_control,
                (row.registrar_pool.map(str::to_owned), row.gone_since.is_some()),
            ));
        };
        test.registry.user(*key, read).unwrap();
    }
    let of_model = |user: &User| {
        (
            (user.guid.map(object_guid), user.place.distinguished_name(), Some(user.place.0.to_owned())),
            user.attributes.clone(),
            Some(if user.disabled { 514 } else { 512 }),
            (user.pool().map(str::to_owned), user.gone),
        )
    };
    prop_assert_eq!(stored, model.users.iter().map(of_model).collect::<Vec<_>>());

    let all = UserSelection::default();
    let filter = |text: &str| Some(test.ldap(text));
    let sales = UserSelection::organizational_unit("ou=SALES,dc=litwareinc,dc=com").unwrap();
    type Rule = fn(&User) -> bool;
    let selections: [(UserSelection, Rule); 7] = [
        (all.clone(), |_| true),
        (UserSelection { unassigned: true, ..all.clone() }, |user| user.pool().is_none()),
        (UserSelection { on_modern_server: true, ..all.clone() }, |user| user.pool().is_some()),
        (UserSelection { on_office_communications_server: true, ..all.clone() }, |user| {
            user.pool().is_none() && user.attributes[HOME_SERVER].is_some()
        }),
        (UserSelection { organizational_unit: Some(sales), ..all.clone() }, |user| {
            user.place.1 == "Sales" && user.place.2 == 0
        }),
        (UserSelection { filter: filter("(title=BOSS)"), ..all.clone() }, |user| {
            user.attributes[TITLE].as_ref().map_or(false, |title| title.eq_ignore_ascii_case("boss"))
        }),
        (UserSelection { filter: filter("(!(title=b*))"), ..all }, |user| {
            !user.attributes[TITLE].as_ref().map_or(false, |title| title.to_lowercase().starts_with('b'))
        }),
    ];
    for (selection, rule) in selections {
        let (mut listed, mut after) = (Vec::new(), UserKey::default());
        while let Some(last) = test
            .registry
            .users_after(&selection, after, 2, &mut |row| {
                listed.push(keys.user(row.key));
                Ok(())
            })
            .unwrap()
        {
            after = last;
        }
        let is_defined = selection.filter.is_none() || model.was_brought(TITLE);
        let is_listed =
            |user: &User| !user.gone && user.attributes[SIP].is_some() && is_defined && rule(user);
        let expected: Vec<usize> =
            (0..model.users.len()).filter(|number| is_listed(&model.users[*number])).collect();
        prop_assert_eq!(listed, expected, "{:?}", selection);
    }
    Ok(())
}

fn compare_certificates(test: &TestRegistry, model: &Model, keys: &Keys) -> Result<(), TestCaseError> {
    let all = CertificateSelection { now: NOW, ..Default::default() };
    let end = certificate(4).2.not_after;
    type Rule<'r> = &'r dyn Fn(&Certificate) -> bool;
    let selections: [(CertificateSelection, Rule<'_>); 6] = [
        (all.clone(), &|_| true),
        (CertificateSelection { include_revoked: true, ..all.clone() }, &|_| true),
        (CertificateSelection { account_disabled: true, ..all.clone() }, &|certificate| {
            let user = &model.users[certificate.user];
            certificate.is_valid(NOW) && (user.gone || user.disabled)
        }),
        (CertificateSelection { not_after_before: Some(end), ..all.clone() }, &|certificate| {
            certificate.not_after < end
        }),
        (
            CertificateSelection { not_after_from: Some(end), published_after: Some(0), ..all.clone() },
            &|certificate| certificate.not_after >= end && certificate.published > 0,
        ),
        (CertificateSelection { published_after: Some(-2_000_000), ..all }, &|certificate| {
            certificate.published > -2_000_000
        }),
    ];
    for (selection, rule) in &selections {
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let last = test
                .registry
                .certificates_after(selection, after, 2, &mut |row| {
                    let reason = row.revocation_reason;
                    listed.push((
                        keys.certificate(row.key),
                        keys.user(row.owner.key),
                        row.publication_time,
                        reason,
                    ));
                    Ok(())
                })
                .unwrap();
            match last {
                Some(_) => after = last,
                None => break,
            }
        }
        let mut expected: Vec<usize> = (0..model.certificates.len())
            .filter(|number| selection.include_revoked || model.certificates[*number].revoked.is_none())
            .filter(|number| rule(&model.certificates[*number]))
            .collect();
        let by_publication = selection.published_after.is_some() && selection.not_after_from.is_none();
        expected.sort_by_key(|number| {
            let certificate = &model.certificates[*number];
            (
                if by_publication { certificate.published } else { certificate.not_after },
                certificate.user,
                *number,
            )
        });
        let row = |number: usize| {
            let certificate = &model.certificates[number];
            (number, certificate.user, certificate.published, certificate.revoked.map(|reason| reason as u32))
        };
        prop_assert_eq!(listed, expected.into_iter().map(row).collect::<Vec<_>>(), "{:?}", selection);
    }
    Ok(())
}

/// Whose certificates they are by every text, and by objects.
fn compare_answers(test: &TestRegistry, model: &Model, keys: &Keys) -> Result<(), TestCaseError> {
    let now = now();
    let held = |number: usize| {
        let user = &model.users[number];
        let of_user = || model.certificates.iter().enumerate().filter(|(_, held)| held.user == number);
        if user.attributes[SIP].is_none() || user.pool().is_none() {
            let valid = of_user().filter(|(_, held)| held.is_valid(now)).count();
            let state = if user.attributes[SIP].is_none() { "NoSipAddress" } else { "NoPool" };
            return format!("{} {}", state, valid);
        }
        let held: Vec<usize> =
            of_user().filter(|(_, held)| held.revoked.is_none()).map(|(number, _)| number).collect();
        format!("{} has {:?}", number, held)
    };
    let expected = |answer: Answer| match answer {
        Answer::One(number) => held(number),
        Answer::Several(numbers) => {
            let mut names: Vec<String> =
                numbers.iter().map(|number| model.users[*number].place.distinguished_name()).collect();
            names.sort();
            format!("{:?}", names)
        }
        Answer::Nobody => "ManagementObjectNotFound".to_owned(),
        Answer::Wildcard => "WildcardNotSupported".to_owned(),
    };
    let asked = |identity: &Identity<'_>| match certificates_of(&test.registry, identity) {
        Ok((user, held)) => {
            let held: Vec<usize> = held.iter().map(|held| keys.certificate(held.key)).collect();
            format!("{} has {:?}", keys.user(user), held)
        }
        Err(Error::UserHasNoSipAddress { valid_certificates, .. }) => {
            format!("NoSipAddress {}", valid_certificates)
        }
        Err(Error::UserNotInRegistrarPool { valid_certificates, .. }) => {
            format!("NoPool {}", valid_certificates)
        }
        Err(Error::AmbiguousIdentity { candidates, .. }) => format!("{:?}", candidates),
        Err(error) => error_name(&error),
    };
    let called = model.keys();
    for text in texts() {
        prop_assert_eq!(asked(&Identity::text(&text)), expected(answer(&called, &text)), "{}", text);
    }
    let name = Place(COMMON_NAMES[0], UNITS[0], 0).distinguished_name();
    for guid in 1..=6 {
        let object = Identity { object_guid: Some(object_guid(guid)), ..Identity::text(&name) };
        prop_assert_eq!(asked(&object), expected(model.meant_by_object(guid, &name)), "{}", guid);
    }
    for (number, user) in model.users.iter().enumerate() {
        let name = user.place.distinguished_name();
        let key = Some((test.registry.id(), keys.users[number]));
        let object = Identity { key, object_guid: user.guid.map(object_guid), ..Identity::text(&name) };
        prop_assert_eq!(asked(&object), held(number), "{}", name);
    }
    Ok(())
}

pub fn error_name(error: &Error) -> String {
    format!("{:?}", error).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
