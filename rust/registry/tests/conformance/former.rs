//! Former users who share a name with a user: issue 17, part 1, point 7.

use crate::support::made::entry;
use crate::support::{user_keys, TestRegistry};
use cscert_registry::model::keys::UserKey;
use cscert_registry::query::former_users::{FormerUser, FormerUsers};

const JO: &str = "cn=Jo Berry,ou=Former Staff,dc=litwareinc,dc=com";
const OTHER: &str = "cn=Jo Berry,ou=Finance,dc=litwareinc,dc=com";

/// The demo's registry, in which somebody else has taken the place of Jo Berry, who is gone with valid certificates.
fn without_jo() -> TestRegistry {
    let test = TestRegistry::demo();
    let (summary, _) = test.import(&entry(8, JO, &[("sAMAccountName", "another")]));
    assert_eq!((summary.added, summary.removed), (1, 1));
    test
}

/// The distinguished names of the former users that concern the user.
fn former_users_of(test: &TestRegistry, key: UserKey, former: &mut FormerUsers) -> Vec<String> {
    let users = test.registry.former_users_of(key, former).unwrap();
    users.into_iter().map(|user| user.distinguished_name).collect()
}

fn former_users(test: &TestRegistry, text: &str) -> Vec<String> {
    former_users_of(test, test.key(text), &mut FormerUsers::default())
}

#[test]
fn each_name_of_an_account_is_enough_and_a_name_of_a_person_is_not() {
    assert_eq!(former_users(&without_jo(), JO), [JO]);
    let in_another_domain = "cn=Jo Berry,ou=Finance,dc=emea,dc=litwareinc,dc=com";
    for (dn, name, value, shared) in [
        (OTHER, "msRTCSIP-PrimaryUserAddress", "SIP:Jo.Berry@litwareinc.com", true),
        (OTHER, "userPrincipalName", "JBerry@litwareinc.com", true),
        (OTHER, "sAMAccountName", "JBERRY", true),
        (in_another_domain, "sAMAccountName", "jberry", false),
        (OTHER, "displayName", "Jo Berry", false),
        (OTHER, "msRTCSIP-PrimaryUserAddress", "sip:joe.berry@litwareinc.com", false),
    ] {
        let test = without_jo();
        test.import(&entry(9, dn, &[(name, value)]));
        let expected: &[&str] = if shared { &[JO] } else { &[] };
        assert_eq!(former_users(&test, dn), expected, "{} {}", name, value);
    }
}

#[test]
fn a_former_user_is_told_apart_by_what_is_left_of_it() {
    let test = TestRegistry::demo();
    let (key, object_guid) = (test.key(JO), test.with_user(JO, |user| user.fields.object_guid));
    test.import(&entry(8, JO, &[]));
    let users = test.registry.former_users_of(test.key(JO), &mut FormerUsers::default()).unwrap();
    let jo = FormerUser {
        key,
        object_guid,
        distinguished_name: JO.to_owned(),
        sip_address: Some("sip:jo.berry@litwareinc.com".to_owned()),
    };
    assert_eq!(users, [jo]);
    // It is none of its own, and who only lives beside it is none of its either.
    assert_eq!(former_users_of(&test, key, &mut FormerUsers::default()), [""; 0]);
}

#[test]
fn whose_certificates_are_expired_or_revoked_is_not_told_of() {
    let test = TestRegistry::demo();
    let ken = "cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com";
    assert!(test.certificate_count(ken).unwrap() > 0);
    test.import(&entry(8, ken, &[]));
    assert_eq!(former_users(&test, ken), [""; 0]);

    let test = TestRegistry::demo();
    test.revoke(JO);
    test.import(&entry(8, JO, &[]));
    assert_eq!(former_users(&test, JO), [""; 0]);
}

#[test]
fn many_users_are_answered_as_one_is() {
    let test = without_jo();
    test.import(&entry(9, OTHER, &[("sAMAccountName", "jberry")]));
    let mut former = FormerUsers::default();
    let mut concerned = Vec::new();
    for key in user_keys(&test.registry).into_iter().chain([test.key(JO), test.key(OTHER)]) {
        let users = former_users_of(&test, key, &mut former);
        assert_eq!(users, former_users_of(&test, key, &mut FormerUsers::default()), "{}", key);
        if !users.is_empty() {
            concerned.push(key);
        }
    }
    let (first, second) = (test.key(JO), test.key(OTHER));
    assert_eq!(concerned, [first, second, first, second]);
}

#[test]
fn announced_users_are_answered_as_others_are() {
    let test = without_jo();
    test.import(&entry(9, OTHER, &[("sAMAccountName", "jberry")]));
    let mut keys = user_keys(&test.registry);
    keys.extend([test.key(JO), test.key(OTHER)]);
    // Fewer at a time than are looked up one by one.
    for announced in keys.chunks(5) {
        let mut former = FormerUsers::default();
        former.expect(announced.iter().skip(1).copied().collect());
        for key in announced {
            let alone = former_users_of(&test, *key, &mut FormerUsers::default());
            assert_eq!(former_users_of(&test, *key, &mut former), alone, "{}", key);
        }
    }
}

#[test]
fn what_was_revoked_since_is_not_told_of() {
    let test = TestRegistry::demo();
    let jo = test.key(JO);
    test.import(&entry(8, JO, &[]));
    let successor = test.key(JO);
    let mut former = FormerUsers::default();
    for _ in 0..20 {
        assert_eq!(former_users_of(&test, successor, &mut former), [JO]);
    }
    let revocation = cscert_registry::model::certificate::Revocation {
        user_key: jo,
        certificate_key: None,
        reason: cscert_registry::model::certificate::RevocationReason::Superseded,
        reason_text: None,
    };
    test.registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).unwrap();
    assert_eq!(former_users_of(&test, successor, &mut former), [""; 0]);
}
