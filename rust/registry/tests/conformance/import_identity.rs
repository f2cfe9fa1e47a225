//! Which stored user an imported entry is: issue 3, point 3.

use crate::support::made::entry;
use crate::support::random::Random;
use crate::support::{certificates_of, is_not_found, texts, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::model::guid::Guid;
use cscert_registry::model::keys::UserKey;
use cscert_registry::operations::import::ImportOptions;
use cscert_registry::query::identity::{Form, Identity};

const A: &str = "CN=A,OU=One,DC=litwareinc,DC=com";
const B: &str = "CN=B,OU=One,DC=litwareinc,DC=com";

fn sip(name: &str) -> Vec<(&'static str, String)> {
    vec![("msRTCSIP-PrimaryUserAddress", format!("sip:{}@litwareinc.com", name))]
}

fn user(guid: u8, distinguished_name: &str, name: &str) -> String {
    let attributes = sip(name);
    let attributes: Vec<(&str, &str)> = attributes.iter().map(|(n, v)| (*n, v.as_str())).collect();
    entry(guid, distinguished_name, &attributes)
}

#[test]
fn two_users_may_swap_their_names_in_either_order() {
    for turned in [false, true] {
        let test = TestRegistry::empty();
        test.import(&(user(1, A, "a") + &user(2, B, "b")));
        let (a, b) = (test.key("a@litwareinc.com"), test.key("b@litwareinc.com"));
        let (first, second) = (user(1, B, "a"), user(2, A, "b"));
        let (summary, _) = test.import(&if turned { second + &first } else { first + &second });
        assert_eq!((summary.updated, summary.removed, summary.added, summary.rejected), (2, 0, 0, 0));
        assert_eq!((test.key(B), test.key(A)), (a, b));
        assert_eq!((test.key("a@litwareinc.com"), test.key("b@litwareinc.com")), (a, b));
    }
}

#[test]
fn a_renamed_and_moved_user_keeps_its_certificates() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let moved = ldif
        .replace("dn: cn=Ken Myer,ou=Finance", "dn: cn=Kenneth Myer,ou=Sales")
        .replace("\ndisplayName: Ken Myer\n", "\ndisplayName: Kenneth Myer\n");
    let (summary, _) = test.import(&moved);
    assert_eq!((summary.updated, summary.added, summary.removed), (1, 0, 0));
    assert_eq!(test.key("Kenneth Myer"), ken);
    assert_eq!(test.certificate_count("Kenneth Myer"), Ok(4));
    assert!(is_not_found(&test.resolve("Ken Myer")));
    // The index has forgotten the old names too.
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn a_new_account_at_a_known_name_is_a_new_user_and_inherits_nothing() {
    let test = TestRegistry::demo();
    let leaver = test.find("Ken Myer").unwrap();
    let again = entry(
        9,
        "cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com",
        &[
            ("displayName", "Ken Myer"),
            ("msRTCSIP-PrimaryUserAddress", "sip:ken.myer@litwareinc.com"),
            (
                "msRTCSIP-PrimaryHomeServer",
                "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services",
            ),
        ],
    );
    let (summary, _) = test.import(&again);
    assert_eq!((summary.added, summary.removed, summary.updated), (1, 1, 0));
    let successor = test.find("Ken Myer").unwrap();
    assert_ne!(successor.key, leaver.key);
    assert_eq!(test.certificate_count("Ken Myer"), Ok(0));
    // By key, as an object from before carries it, the leaver still answers, with all certificates.
    let carried = Identity { key: Some((test.registry.id(), leaver.key)), ..Identity::text("Ken Myer") };
    let (key, certificates) = certificates_of(&test.registry, &carried).unwrap();
    assert_eq!((key, certificates.len()), (leaver.key, 4));
    assert!(certificates.iter().all(|certificate| certificate.user_gone));
    // By the name that nobody living has.
    assert_eq!(test.key("kenmyer@litwareinc.com"), leaver.key);
    assert!(test.findings().is_empty());
}

#[test]
fn names_match_only_where_a_guid_is_missing() {
    let test = TestRegistry::empty();
    test.import(&(user(1, A, "a") + &user(0, B, "b")));
    let (a, b) = (test.key(A), test.key(B));
    // The entry has none, then the stored user has none.
    let (summary, _) = test.import(&(user(0, A, "a2") + &user(2, B, "b2")));
    assert_eq!((summary.updated, summary.added, summary.removed), (2, 0, 0));
    assert_eq!((test.key("a2@litwareinc.com"), test.key("b2@litwareinc.com")), (a, b));
    assert!(test.with_user(A, |row| row.fields.object_guid.is_some()));
    // Both have one by now.
    let (summary, _) = test.import(&user(3, B, "b3"));
    assert_eq!((summary.added, summary.removed), (1, 1));
    assert_ne!(test.key(B), b);
}

#[test]
fn a_gone_user_is_never_matched_by_name_but_comes_back_by_guid() {
    let test = TestRegistry::empty();
    test.import(&(user(1, A, "a") + &user(0, B, "b") + &user(3, "CN=C,DC=litwareinc,DC=com", "c")));
    let (a, b) = (test.key(A), test.key(B));
    assert_eq!(test.prune(&user(3, "CN=C,DC=litwareinc,DC=com", "c")).unwrap().removed, 2);
    assert!(test.find(A).unwrap().gone && test.find(B).unwrap().gone);
    let (summary, _) = test.import(&(user(1, A, "a") + &user(0, B, "b")));
    assert_eq!((summary.updated, summary.added), (1, 1));
    assert_eq!(test.key(A), a);
    assert_ne!(test.key(B), b);
}

/// Who stays behind may choose a display name, and must not be revoked in the leaver's place.
#[test]
fn nobody_takes_a_leavers_place_by_a_display_name() {
    let test = TestRegistry::empty();
    let leaver = |name: &str| {
        entry(
            1,
            A,
            &[
                ("displayName", name),
                ("sAMAccountName", "leaver"),
                ("userPrincipalName", "leaver@litwareinc.com"),
                ("msRTCSIP-PrimaryUserAddress", "sip:first.last@litwareinc.com"),
            ],
        )
    };
    let names = [
        "sip:first.last@litwareinc.com",
        "first.last@litwareinc.com",
        "leaver@litwareinc.com",
        r"litwareinc\leaver",
        A,
        "leaver",
    ];
    let friend = |name: &str| entry(2, B, &[("displayName", name), ("sAMAccountName", "friend")]);
    test.import(&(leaver("First Last") + &friend("Friend")));
    let (gone, living) = (test.key(A), test.key(B));
    for name in names {
        test.prune(&friend(name)).unwrap();
        let meant = test.find(name).map(|found| found.key);
        if name == "leaver" {
            let candidates = vec![A.to_owned(), B.to_owned()];
            assert_eq!(meant, Err(Error::AmbiguousIdentity { identity: name.to_owned(), candidates }));
        } else {
            assert_eq!(meant, Ok(gone), "{}", name);
        }
    }
    // A name that is no more than a name is the living user's; so is an account that was given again.
    test.import(&friend("First Last"));
    assert_eq!(test.key("First Last"), living);
    test.import(&entry(2, B, &[("displayName", "Friend"), ("sAMAccountName", "leaver")]));
    assert_eq!(test.key("leaver"), living);
    assert_eq!(test.key(r"litwareinc\leaver"), living);
}

fn completions(test: &TestRegistry, beginning: &str) -> Vec<String> {
    let mut offered = Vec::new();
    test.registry.complete(beginning, 20, &mut |one| offered.push(one.text.to_owned())).unwrap();
    offered
}

/// In a copy of the registry that went its own way, the same key may be given to somebody else.
#[test]
fn a_key_alone_makes_no_other_user_of_an_object() {
    let test = TestRegistry::empty();
    test.import(&(user(1, A, "a") + &user(0, B, "b")));
    let keys = (test.key(A), test.key(B));
    let ask = |text, key, guid: u8| {
        let object_guid = (guid != 0).then(|| Guid::from_directory_bytes([guid; 16]));
        let carried = Identity { key: Some((test.registry.id(), key)), object_guid, ..Identity::text(text) };
        let resolved = test.registry.resolve(&carried).map(|found| found.key);
        let listed = certificates_of(&test.registry, &carried);
        // They have no pool; what counts is whether anybody is found.
        let is_nobody = matches!(listed, Err(Error::ManagementObjectNotFound { .. }));
        assert_eq!(resolved.is_err(), is_nobody, "{}", text);
        resolved.ok()
    };
    assert_eq!(ask("cn=b, ou=one, dc=litwareinc, dc=com", keys.1, 0), Some(keys.1));
    assert_eq!(ask("sip:b.before@litwareinc.com", keys.1, 0), Some(keys.1));
    assert_eq!(ask(A, keys.1, 0), Some(keys.0));
    assert_eq!(ask(B, keys.0, 2), Some(keys.1));
    assert_eq!(ask("CN=C,OU=One,DC=litwareinc,DC=com", keys.1, 0), None);
    assert_eq!(ask("CN=C,OU=One,DC=litwareinc,DC=com", keys.0, 2), None);
    assert_eq!(ask("CN=C,OU=One,DC=litwareinc,DC=com", keys.0, 0), None);
}

/// An object that was read from one registry and is given to a command that works on another.
#[test]
fn a_key_of_another_registry_is_nobodys_here() {
    let test = TestRegistry::empty();
    test.import(&(user(1, A, "a") + &user(0, B, "b")));
    let (a, b) = (test.key(A), test.key(B));
    let mut elsewhere = test.registry.id();
    elsewhere[0] ^= 1;
    let ask = |registry, text| {
        let carried = Identity { key: Some((registry, b)), ..Identity::text(text) };
        test.registry.resolve(&carried).map(|found| found.key)
    };
    assert_eq!(ask(test.registry.id(), "a@litwareinc.com"), Ok(b));
    assert_eq!(ask(elsewhere, "a@litwareinc.com"), Ok(a));
    assert!(matches!(ask(elsewhere, "c@litwareinc.com"), Err(Error::ManagementObjectNotFound { .. })));
}

/// Accounts lose their address when the service is taken from them, and are moved; scripts have the old text.
#[test]
fn nobody_takes_an_address_or_a_name_that_nobody_has_any_more() {
    let test = TestRegistry::empty();
    for name in [
        "sip:leaver@litwareinc.com",
        "SIP:Leaver@litwareinc.com",
        A,
        "leaver@litwareinc.com",
        " Leaver@LitwareInc.com ",
        "leaver＠litwareinc.com",
        "leaver﹫litwareinc.com",
        "leaver@nowhere",
        "litwareinc\\leaver",
        "litwareinc＼leaver",
        "a\\b",
    ] {
        test.import(&entry(2, B, &[("displayName", name), ("sAMAccountName", "friend")]));
        let not_found = Error::ManagementObjectNotFound { identity: name.to_owned() };
        assert_eq!(test.find(name).map(|found| found.key), Err(not_found));
        let offered = completions(&test, "leaver");
        assert!(!offered.contains(&name.trim().to_owned()), "{:?}", offered);
    }
    // A name that only looks a little like one is a name.
    for name in ["Sales = Success", "Friend @ Litware", "a\\ b", "a@b@c", "a\\b\\c"] {
        test.import(&entry(2, B, &[("displayName", name)]));
        assert_eq!(test.key(name), test.key(B), "{}", name);
    }
}

#[test]
fn every_form_of_a_guid_is_the_same_user() {
    let test = TestRegistry::empty();
    let bytes: [u8; 16] = *b"\x2F\x33\xE7\x18\x93\xD9\x46\x5A\x9B\xF5\x07\xB7\xF8\xCC\x70\xFA";
    let guid = Guid::from_directory_bytes(bytes).to_string();
    let dn = base64::encode(A);
    let (summary, _) =
        test.import(&format!("dn:: {}\nobjectClass: user\nobjectGUID:: {}\n", dn, base64::encode(bytes)));
    assert_eq!(summary.added, 1);
    for text in [guid.clone(), format!("{{{}}}", guid.to_uppercase()), guid.replace('-', "")] {
        let (summary, notices) = test.import_objects(&[&[("ObjectGUID", Some(text.as_str()))]]);
        assert_eq!((summary.unchanged, summary.added), (1, 0), "{}: {:?}", text, texts(&notices));
        let (summary, _) = test.import(&format!("dn:: {}\nobjectClass: user\nobjectGUID: {}\n", dn, text));
        assert_eq!((summary.unchanged, summary.added), (1, 0), "{}", text);
    }
}

#[test]
fn an_object_without_a_name_takes_nobodys() {
    let test = TestRegistry::empty();
    test.import(&user(1, A, "a"));
    test.import(&user(2, A, "b"));
    let holder = test.key(A);
    // The former holder is back, and nobody says where.
    let guid = Guid::from_directory_bytes([1; 16]).to_string();
    let (summary, _) =
        test.import_objects(&[&[("ObjectGUID", Some(guid.as_str())), ("Title", Some("Back"))]]);
    assert_eq!((summary.updated, summary.removed), (1, 0));
    assert!(!test.find("b@litwareinc.com").unwrap().gone);
    assert_eq!(test.key("b@litwareinc.com"), holder);
}

/// A newcomer gets the name of somebody who left; an account is moved after the import.
#[test]
fn an_objects_guid_decides_whatever_its_name() {
    let test = TestRegistry::empty();
    test.import(&(user(1, A, "a") + &user(0, B, "b") + &user(4, "CN=D,DC=litwareinc,DC=com", "d")));
    test.prune(&(user(1, A, "a") + &user(3, "CN=C,DC=litwareinc,DC=com", "c"))).unwrap();
    let keys = (test.key(A), test.key(B));
    assert!(test.find(B).unwrap().gone);
    let ask = |text, key: Option<UserKey>, guid: u8| {
        let object_guid = Some(Guid::from_directory_bytes([guid; 16]));
        let key = key.map(|key| (test.registry.id(), key));
        let identity = Identity { key, object_guid, ..Identity::text(text) };
        let resolved = test.registry.resolve(&identity).map(|found| found.key);
        let listed = certificates_of(&test.registry, &identity).map(|(key, _)| key);
        // They have no pool; what counts is whether anybody is found.
        let nobody = matches!(listed, Err(Error::ManagementObjectNotFound { .. }));
        assert_eq!((resolved.is_err(), resolved.clone().err()), (nobody, listed.err().filter(|_| nobody)));
        resolved
    };
    let not_found = |guid: u8| {
        let identity = Guid::from_directory_bytes([guid; 16]).to_string();
        Err(Error::ManagementObjectNotFound { identity })
    };
    for text in [A, B, "CN=Elsewhere,DC=litwareinc,DC=com", "c@litwareinc.com", "not a name"] {
        assert_eq!(ask(text, None, 1), Ok(keys.0), "{}", text);
    }
    // Nobody has the GUID: the name's holder has another one, or none that is known.
    assert_eq!(ask(A, None, 2), not_found(2));
    assert_eq!(ask(A, Some(keys.0), 2), not_found(2));
    assert_eq!(ask("CN=D,DC=litwareinc,DC=com", None, 2), not_found(2));
    assert_eq!(ask("a@litwareinc.com", None, 2), not_found(2));
    assert_eq!(ask("b@litwareinc.com", None, 2), not_found(2));
    let otherwise_written = format!(" {} ", B.to_lowercase());
    assert_eq!(ask(&otherwise_written, None, 2), Ok(keys.1));
    // A key of a copy that went its own way: the GUID goes before it.
    assert_eq!(ask(B, Some(keys.1), 1), Ok(keys.0));
    assert_eq!(ask(B, Some(keys.1), 2), Ok(keys.1));
}

/// A table of leavers with their logon names and nothing else.
#[test]
fn an_account_name_alone_is_no_other_name() {
    let test = TestRegistry::empty();
    let elsewhere = "CN=E,DC=emea,DC=litwareinc,DC=com";
    test.import(
        &(entry(1, A, &[("displayName", "kim"), ("sAMAccountName", "ken")])
            + &entry(2, B, &[("displayName", "ken"), ("sAMAccountName", "kim")])
            + &entry(3, "CN=lee,DC=litwareinc,DC=com", &[("displayName", "Lee")])
            + &entry(4, elsewhere, &[("sAMAccountName", "pat")])
            + &entry(5, "CN=P,DC=litwareinc,DC=com", &[("sAMAccountName", "Pat")])),
    );
    let ask = |text| {
        let identity = Identity { account_only: true, ..Identity::text(text) };
        test.registry.resolve(&identity).map(|found| (found.key, found.form))
    };
    assert_eq!(ask(" KEN "), Ok((test.key(A), Form::SamAccountName)));
    assert_eq!(ask("kim"), Ok((test.key(B), Form::SamAccountName)));
    for text in ["lee", A, "ken@litwareinc.com", "litwareinc\\ken"] {
        assert_eq!(ask(text), Err(Error::ManagementObjectNotFound { identity: text.to_owned() }), "{}", text);
    }
    assert!(matches!(ask("k*"), Err(Error::WildcardNotSupported { .. })));
    assert!(matches!(ask("pat"), Err(Error::AmbiguousIdentity { candidates, .. }) if candidates.len() == 2));
}

#[test]
fn contradictions_are_refused_on_both_sides_and_repetitions_are_not() {
    for guid in [0, 1] {
        let test = TestRegistry::empty();
        let (one, other) = (user(guid, A, "a"), user(guid, A, "a2"));
        let (summary, notices) = test.import(&(one.clone() + &other + &user(2, B, "b")));
        assert_eq!((summary.added, summary.rejected), (1, 2), "{:?}", texts(&notices));
        let (summary, _) = test.import(&(one.clone() + &one));
        assert_eq!((summary.added, summary.rejected), (1, 0));
    }
    let test = TestRegistry::empty();
    let (summary, _) = test.import(&(user(1, A, "a") + &user(2, A, "a2")));
    assert_eq!((summary.added, summary.rejected), (0, 2));
}

#[test]
fn a_rejected_entry_leaves_the_rest_and_its_user() {
    let test = TestRegistry::empty();
    test.import(&(user(1, A, "a") + &user(2, B, "b")));
    // The first takes the second's name; the second's own entry cannot be taken.
    let bad =
        user(2, A, "b").replace("objectClass: user\n", "objectClass: user\nmsRTCSIP-UserEnabled: perhaps\n");
    let (summary, notices) =
        test.import(&(user(1, B, "a") + &bad + &user(3, "CN=C,DC=litwareinc,DC=com", "c")));
    assert_eq!((summary.updated, summary.added, summary.rejected, summary.removed), (1, 1, 1, 0));
    let rejected: Vec<_> = notices.iter().filter(|n| n.severity as u32 == 2).map(|n| n.position).collect();
    assert_eq!(rejected, [6], "{:?}", texts(&notices));
    assert!(!test.find("b@litwareinc.com").unwrap().gone);
}

/// A newcomer has the name of a user whose own entry could not be taken: both are there, and nothing tells which is meant.
#[test]
fn an_entry_without_a_guid_is_nobodys_where_two_have_its_name() {
    let test = TestRegistry::empty();
    test.import(&user(1, A, "a"));
    let bad =
        user(1, B, "a").replace("objectClass: user\n", "objectClass: user\nmsRTCSIP-UserEnabled: perhaps\n");
    let (summary, _) = test.import(&(user(2, A, "newcomer") + &bad));
    assert_eq!((summary.added, summary.rejected, summary.removed), (1, 1, 0));
    let (summary, notices) = test.import(&user(0, A, "whose"));
    assert_eq!((summary.added, summary.updated, summary.rejected), (0, 0, 1));
    let texts = texts(&notices).concat();
    assert!(texts.contains("2 users have its distinguished name"), "{}", texts);
    assert!(is_not_found(&test.resolve("whose@litwareinc.com")));
}

/// A directory of before, and an input with swaps, moves, leavers, new accounts at old names and contradictions.
fn generated(random: &mut Random) -> (Vec<String>, Vec<String>) {
    let name = |n: usize| format!("CN=User {},OU=People,DC=litwareinc,DC=com", n);
    let (mut before, mut input) = (Vec::new(), Vec::new());
    for n in 1..=20_u8 {
        let guid = if random.below(4) == 0 { 0 } else { n };
        before.push(user(guid, &name(usize::from(n)), &format!("u{}", n)));
        let place = name(1 + random.below(24));
        let guid = match random.below(6) {
            0 => 0,
            1 => n + 100,
            _ => n,
        };
        if random.below(6) > 0 {
            input.push(user(guid, &place, &format!("u{}", random.below(20))));
        }
        if random.below(8) == 0 {
            input.push(input[random.below(input.len().max(1)).min(input.len() - 1)].clone());
        }
    }
    input.push("dn: CN=P,CN=Pools,CN=X\ncn: P\ndNSHostName: p1.litwareinc.com\n\n".to_owned());
    input.push("dn: CN=P,CN=Pools,CN=X\ncn: P\ndNSHostName: p2.litwareinc.com\n\n".to_owned());
    (before, input)
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let mut random = Random::new(7);
    for round in 0..12 {
        let (before, mut input) = generated(&mut random);
        let mut results = Vec::new();
        for _ in 0..4 {
            let test = TestRegistry::empty();
            test.import(&before.concat());
            let (summary, _) = test.import(&input.concat());
            let counts =
                (summary.added, summary.updated, summary.unchanged, summary.removed, summary.rejected);
            assert!(test.findings().is_empty(), "{:?}", test.findings());
            results.push((counts, test.content()));
            random.shuffle(&mut input);
        }
        for other in &results[1..] {
            assert_eq!(results[0].0, other.0, "round {}", round);
            let differences: Vec<_> = results[0].1.symmetric_difference(&other.1).collect();
            assert!(differences.is_empty(), "round {}: {:#?}", round, differences);
        }
    }
}

#[test]
fn pruning_is_for_the_domains_of_the_input_and_refused_where_it_is_not_safe() {
    let test = TestRegistry::empty();
    let elsewhere = user(5, "CN=E,DC=emea,DC=litwareinc,DC=com", "e");
    test.import(&(user(1, A, "a") + &user(2, B, "b") + &elsewhere));
    let refused = |ldif: &str| match test.prune(ldif) {
        Err(Error::PruneRefused { reason }) => reason,
        other => panic!("{:?}", other),
    };
    let before = test.content();
    assert!(refused("").contains("no user"));
    assert!(
        refused("version: 1\n\ndn: CN=G,DC=litwareinc,DC=com\nobjectClass: group\n\n").contains("no user")
    );
    assert!(refused(&(user(1, A, "a") + "dn: CN=X\nobjectClass: user\nchangetype: delete\n\n"))
        .contains("rejected"));
    let bad = user(2, B, "b").replace("objectClass: user\n", "objectClass: user\nuserAccountControl: x\n");
    assert!(refused(&(user(1, A, "a") + &bad)).contains("test.ldif:6"));
    let mut unreadable =
        cscert_registry::operations::import::Import::new(ImportOptions { prune: true, ..Default::default() });
    unreadable.ldif("a.ldif", user(1, A, "a").as_bytes(), true).unwrap();
    unreadable.unreadable("b.ldif");
    assert!(matches!(test.finish(unreadable), Err(Error::PruneRefused { .. })));
    assert_eq!(test.content(), before);
    let refusals = test.audit(&Default::default());
    assert_eq!(refusals.iter().filter(|e| e.outcome == "Refused" && e.action == "Import").count(), 5);
    // Two texts are one input.
    let mut import =
        cscert_registry::operations::import::Import::new(ImportOptions { prune: true, ..Default::default() });
    import.ldif("1.ldif", user(1, A, "a").as_bytes(), true).unwrap();
    import.ldif("2.ldif", user(4, "CN=D,DC=litwareinc,DC=com", "d").as_bytes(), true).unwrap();
    let (summary, _) = test.finish(import).unwrap();
    assert_eq!((summary.removed, summary.added, summary.unchanged), (1, 1, 1));
    assert!(test.find(B).unwrap().gone);
    assert!(!test.find("e@litwareinc.com").unwrap().gone);
    assert!(test.findings().is_empty());
}

#[test]
fn a_refused_import_is_over_and_keeps_what_it_had_to_say() {
    let test = TestRegistry::empty();
    let mut import =
        cscert_registry::operations::import::Import::new(ImportOptions { prune: true, ..Default::default() });
    import.ldif("a.ldif", b"dn: CN=X\nnonsense\n", true).unwrap();
    assert!(matches!(import.apply(&test.registry, 10, false), Err(Error::PruneRefused { .. })));
    assert_eq!(import.take_notices().len(), 1);
    assert!(matches!(import.apply(&test.registry, 10, false), Err(Error::InvalidArgument(_))));
    assert!(matches!(import.ldif("a.ldif", b"", true), Err(Error::InvalidArgument(_))));
}

#[test]
fn an_entry_with_a_guid_and_one_without_at_one_name_are_one_user() {
    let (with, without) = (user(1, A, "a"), user(0, A, "a"));
    for input in [with.clone() + &without, without.clone() + &with] {
        let test = TestRegistry::empty();
        let (summary, notices) = test.import(&input);
        assert_eq!((summary.added, summary.unchanged, summary.rejected), (1, 0, 0), "{:?}", texts(&notices));
        let key = test.key("a@litwareinc.com");
        // Where somebody is stored it is the same.
        let (summary, _) = test.import(&(input.clone() + &user(2, B, "b")));
        assert_eq!((summary.added, summary.unchanged, summary.rejected), (1, 1, 0));
        assert_eq!((test.key(A), test.registry.describe(false).unwrap().counts.users), (key, 2));
    }
}

#[test]
fn of_two_entries_that_differ_the_one_without_a_guid_is_refused_aloud() {
    let other = entry(0, A, &[("msRTCSIP-PrimaryUserAddress", "sip:other@litwareinc.com")]);
    for stored in ["".to_owned(), user(1, A, "old"), user(2, B, "b")] {
        let test = TestRegistry::empty();
        test.import(&(stored.clone() + &user(9, "CN=Z,DC=litwareinc,DC=com", "z")));
        let (summary, notices) = test.import(&(other.clone() + &user(1, A, "a")));
        assert_eq!(summary.rejected, 1, "{}", stored);
        assert!(texts(&notices).concat().contains("more than once, with different content"), "{:?}", notices);
        assert_eq!(test.resolve("a@litwareinc.com"), Ok(A.to_owned()));
        assert!(is_not_found(&test.resolve("other@litwareinc.com")));
    }
}

#[test]
fn who_is_back_from_gone_displaces_whoever_has_the_name() {
    let test = TestRegistry::empty();
    let rest = user(9, "CN=Z,DC=litwareinc,DC=com", "z");
    test.import(&(user(1, A, "first") + &rest));
    let first = test.key(A);
    test.import(&(user(2, A, "second") + &rest));
    let second = test.key(A);
    assert_ne!(first, second);
    // Reanimated, and the successor is no more; without -Prune nobody says so but the name.
    let (summary, _) = test.import(&(user(1, A, "first") + &rest));
    assert_eq!((summary.updated, summary.removed), (1, 1));
    assert_eq!(test.key(A), first);
    assert!(test.find("second@litwareinc.com").unwrap().gone);
    assert!(test.findings().is_empty());
}

#[test]
fn a_displaced_user_is_marked_as_gone_once_under_its_own_name() {
    for prune in [false, true] {
        let test = TestRegistry::empty();
        test.import(&(user(1, A, "first") + &user(3, B, "b")));
        let first = test.key("first@litwareinc.com");
        let options = ImportOptions { prune, ..ImportOptions::default() };
        let (summary, _) = test.import_with(&(user(2, A, "second") + &user(3, B, "b")), options).unwrap();
        assert_eq!(summary.removed, 1);
        let entries: Vec<_> =
            test.audit(&Default::default()).into_iter().filter(|entry| entry.action == "Prune").collect();
        assert_eq!(entries.len(), 1, "{:?}", entries);
        assert_eq!(
            (entries[0].user_key, entries[0].user_name.as_deref(), entries[0].reason.as_deref()),
            (
                Some(first),
                Some("sip:first@litwareinc.com"),
                Some("another account has its distinguished name")
            )
        );
    }
}
