//! Who is offered where many may be meant: more than one statement asks for.

use std::collections::BTreeMap;

use crate::support::made::{entry, numbered_entry};
use crate::support::TestRegistry;

const USERS: u32 = 200;

fn name(number: u32) -> String {
    format!("User {:04}", number)
}

fn distinguished_name(kind: &str, number: u32) -> String {
    format!("CN={} {:04},OU=People,DC=litwareinc,DC=com", kind, number)
}

fn is_gone(number: u32) -> bool {
    number % 10 == 3
}

fn is_shared(number: u32) -> bool {
    number % 2 == 0
}

/// Users of whom some have left the directory, and some share their name with somebody else.
fn registry() -> TestRegistry {
    let test = TestRegistry::empty();
    let everybody: String = (1..=USERS).map(numbered_entry).collect();
    test.import(&everybody);
    let mut later: String = (1..=USERS).filter(|number| !is_gone(*number)).map(numbered_entry).collect();
    for number in (1..=USERS).filter(|number| is_shared(*number)) {
        later += &entry(0, &distinguished_name("Other", number), &[("displayName", &name(number))]);
    }
    test.prune(&later).unwrap();
    test
}

fn offered(test: &TestRegistry, beginning: &str, limit: usize) -> Vec<String> {
    let mut offered = Vec::new();
    test.registry.complete(beginning, limit, &mut |user| offered.push(user.text.to_owned())).unwrap();
    offered
}

#[test]
fn whoever_is_there_is_offered_in_order_by_a_name_that_nobody_else_has() {
    let test = registry();
    let mut expected = Vec::new();
    for number in (1..=USERS).filter(|number| !is_gone(*number)) {
        if is_shared(number) {
            expected.extend(["User", "Other"].map(|kind| distinguished_name(kind, number)));
        } else {
            expected.push(name(number));
        }
    }
    for limit in [1, 2, 63, 64, 65, 128, 200, 1000] {
        let offered = offered(&test, "uSeR", limit);
        assert_eq!(offered, expected[..limit.min(expected.len())]);
        assert!(offered.iter().all(|text| test.resolve(text).is_ok()));
    }
}

/// Names that read as somebody else's, or that somebody else has in another attribute.
#[test]
fn whatever_a_user_is_called_the_text_means_that_user() {
    let test = TestRegistry::empty();
    let victim = "CN=Victim,OU=People,DC=litwareinc,DC=com";
    let entries = [
        (victim, "Zoe Victim", "sip:victim@litwareinc.com", "victim"),
        ("CN=A,OU=People,DC=litwareinc,DC=com", victim, "sip:a@litwareinc.com", "aaa"),
        ("CN=B,OU=People,DC=litwareinc,DC=com", "sip:victim@litwareinc.com", "sip:b@litwareinc.com", "bbb"),
        ("CN=C,OU=People,DC=litwareinc,DC=com", "victim@litwareinc.com", "sip:c@litwareinc.com", "ccc"),
        ("CN=D,OU=People,DC=litwareinc,DC=com", r"litwareinc\victim", "sip:d@litwareinc.com", "ddd"),
        ("CN=E,OU=People,DC=litwareinc,DC=com", "victim", "sip:e@litwareinc.com", "eee"),
        // Its account is the common name of somebody else.
        ("CN=F,OU=People,DC=litwareinc,DC=com", "Zoe F", "sip:f@litwareinc.com", "G"),
        ("CN=G,OU=People,DC=litwareinc,DC=com", "Zoe G", "sip:g@litwareinc.com", "ggg"),
    ];
    test.import(
        &entries
            .iter()
            .map(|(distinguished_name, display_name, sip, account)| {
                let common_name = distinguished_name[3..].split(',').next().unwrap();
                entry(
                    0,
                    distinguished_name,
                    &[
                        ("cn", common_name),
                        ("displayName", display_name),
                        ("msRTCSIP-PrimaryUserAddress", sip),
                        ("sAMAccountName", account),
                    ],
                )
            })
            .collect::<String>(),
    );
    let beginnings = [
        "",
        "v",
        "V",
        "victim",
        "cn=",
        "sip:v",
        "sip:",
        "litwareinc",
        r"litwareinc\v",
        "g",
        "z",
        "zoe v",
        "e",
        "f",
    ];
    let mut offered = BTreeMap::new();
    for beginning in beginnings {
        for limit in [1, 2, 50] {
            let mut count = 0;
            test.registry
                .complete(beginning, limit, &mut |user| {
                    let meant =
                        test.resolve(user.text).unwrap_or_else(|error| panic!("{}: {}", user.text, error));
                    let (distinguished_name, ..) =
                        entries.iter().find(|(_, _, sip, _)| Some(*sip) == user.sip_address).unwrap();
                    assert_eq!(meant, *distinguished_name, "{} for {}", user.text, beginning);
                    count += 1;
                })
                .unwrap();
            offered.insert((beginning, limit), count);
        }
    }
    let counts: Vec<usize> = beginnings.iter().map(|beginning| offered[&(*beginning, 50)]).collect();
    assert_eq!(counts, [8, 3, 3, 3, 8, 3, 8, 1, 3, 2, 3, 1, 1, 1]);
    for ((beginning, limit), count) in &offered {
        assert_eq!(*count, offered[&(*beginning, 50)].min(*limit), "{} of {}", limit, beginning);
    }
}

/// By the common name, which need not be the display name.
#[test]
fn what_begins_a_distinguished_name_is_completed_to_it() {
    let test = TestRegistry::empty();
    let ken = r"CN=Myer\, Ken,OU=Finance,DC=litwareinc,DC=com";
    let other = "CN=Ken Myer,OU=Sales,DC=litwareinc,DC=com";
    test.import(&entry(0, ken, &[("cn", "Myer, Ken"), ("displayName", "Ken Myer")]));
    test.import(&entry(0, other, &[("cn", "Ken Myer"), ("displayName", "Kenneth")]));
    assert_eq!(offered(&test, "CN=Ken", 50), [other]);
    assert_eq!(offered(&test, "cn=ken myer,ou=s", 50), [other]);
    assert_eq!(offered(&test, r"CN=Myer\, K", 50), [ken]);
    assert_eq!(offered(&test, "CN=ken myer,OU=Finance", 50), [] as [&str; 0]);
    // And by the common name alone, which identifies too.
    assert_eq!(offered(&test, "Myer, K", 50), ["Myer, Ken"]);
}

#[test]
fn nobody_is_offered_to_whom_no_room_is_left() {
    let test = registry();
    assert!(offered(&test, "user", 0).is_empty());
    assert!(offered(&test, r"nowhere\user", 1000).is_empty());
}
