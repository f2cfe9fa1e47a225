//! What is asked before its answer is wanted: windows of a pipeline, and pages of a listing.

use std::thread;
use std::time::Duration;

use cscert_registry::error::Error;
use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::UserSelection;
use cscert_registry::query::identity::Identity;
use cscert_registry::store::listing::Listing;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::names::Names;
use crate::support::{postgresql, TestRegistry};

/// Four pages: of 256 users the first, of 1,024 the others.
const USERS: u32 = 2400;

fn with_users(count: u32) -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(1..=count).map(numbered_entry).collect::<String>());
    test
}

fn ask(test: &TestRegistry, name: &str) {
    test.registry.ask_ahead(&[Identity::text(name)], &[]).unwrap();
}

fn take(test: &TestRegistry) -> Vec<UserKey> {
    test.registry.take_answers().unwrap()
}

fn publish_elsewhere(test: &TestRegistry, number: u32) {
    let other = test.another().unwrap();
    let der = lasting_certificate(number, number.into());
    let publication = cscert_registry::operations::publish::Publication {
        der: &der,
        identity: None,
        device_id: None,
        publication_time: 1,
    };
    assert!(other.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].is_ok());
}

#[test]
fn announcements_are_taken_in_order_and_as_they_were_when_they_were_asked() {
    let test = with_users(3);
    let keys = ["User 0001", "User 0002"].map(|name| test.key(name));
    ask(&test, "User 0001");
    ask(&test, "User 0002");
    // The answers have come once another question was answered.
    test.key("User 0003");
    publish_elsewhere(&test, 1);
    publish_elsewhere(&test, 2);
    assert_eq!(take(&test), [keys[0]]);
    assert_eq!(test.certificate_count("User 0001"), Ok(0));
    assert_eq!(take(&test), [keys[1]]);
    assert_eq!((test.certificate_count("User 0001"), test.certificate_count("User 0002")), (Ok(1), Ok(0)));
    assert_eq!(take(&test), []);
    assert_eq!(test.certificate_count("User 0002"), Ok(1));
}

#[test]
fn a_change_forgets_announcements() {
    let test = with_users(2);
    ask(&test, "User 0001");
    ask(&test, "User 0002");
    take(&test);
    test.publish(&lasting_certificate(1, 1)).unwrap();
    test.publish(&lasting_certificate(2, 2)).unwrap();
    assert_eq!((test.certificate_count("User 0001"), test.certificate_count("User 0002")), (Ok(1), Ok(1)));
    assert_eq!(take(&test), []);
    assert_eq!((test.certificate_count("User 0001"), test.certificate_count("User 0002")), (Ok(1), Ok(1)));
}

#[test]
fn more_announcements_than_anybody_takes_are_refused() {
    let test = with_users(1);
    let asked = (0..100).map(|_| test.registry.ask_ahead(&[Identity::text("User 0001")], &[]));
    assert!(matches!(asked.last(), Some(Err(Error::InvalidArgument(_)))));
    assert_eq!(take(&test), [test.key("User 0001")]);
    ask(&test, "User 0001");
}

#[test]
fn what_loses_its_connection_after_it_was_asked_is_asked_again() {
    let test = with_users(USERS);
    ask(&test, "User 0001");
    postgresql::cut(test.folder.path());
    assert_eq!(take(&test), [test.key("User 0001")]);

    let mut listing = Listing::<Names>::users(UserSelection::default(), None, u64::MAX);
    let mut users = 0;
    loop {
        match listing.next(&test.registry).unwrap().0.len() {
            0 => break,
            page => users += page,
        }
        postgresql::cut(test.folder.path());
    }
    assert_eq!(users, USERS as usize);
}

#[test]
fn what_begins_after_what_was_asked_was_lost_begins_on_another_connection() {
    let test = with_users(1);
    let begin: [fn(&TestRegistry); 3] = [
        |test| assert!(test.publish(&lasting_certificate(1, 1)).is_ok()),
        |test| drop(test.import(&numbered_entry(2))),
        |test| assert!(test.findings().is_empty()),
    ];
    for begin in begin {
        let mut locker = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
        locker.script("begin; lock table cscert.users in access exclusive mode").unwrap();
        ask(&test, "User 0001");
        postgresql::cut(test.folder.path());
        begin(&test);
    }
}

#[test]
fn pages_are_asked_ahead_from_the_third_on_and_a_change_forgets_them() {
    let test = with_users(USERS);
    let renamed = |number: u32| {
        let display_name =
            |name: &str| format!("displayName:: {}", base64::encode(format!("{} {:04}", name, number)));
        numbered_entry(number).replace(&display_name("User"), &display_name("Renamed"))
    };
    let others = test.another().unwrap();
    let rename = |registry: &cscert_registry::registry::Registry, number: u32| {
        let mut import = cscert_registry::operations::import::Import::new(Default::default());
        import.ldif("x", renamed(number).as_bytes(), true).unwrap();
        while !import.apply(registry, 10, false).unwrap().finished {}
    };
    let mut listing = Listing::<Names>::users(UserSelection::default(), None, u64::MAX);
    let mut shows = |number: u32| {
        let page = listing.next(&test.registry).unwrap();
        // What was asked has been answered when the next question is.
        test.registry.user(UserKey(1), &mut |_| {}).unwrap();
        assert!(page.0.iter().any(|name| name.ends_with(&format!("{:04}", number))), "{:?}", page.0);
        page.0.iter().any(|name| name.starts_with("Renamed"))
    };
    assert!(!shows(256));
    rename(&others, 300);
    assert!(shows(300));
    rename(&others, 1500);
    assert!(!shows(1500));
    rename(&others, 2400);
    // Of its own.
    test.publish(&lasting_certificate(1, 1)).unwrap();
    assert!(shows(2400));
}

#[test]
fn who_stops_amid_a_listing_leaves_a_connection_for_the_next() {
    let test = with_users(USERS);
    let registry = test.another().unwrap();
    let mut listing = Listing::<Names>::users(UserSelection::default(), None, u64::MAX);
    for rows in [256, 1024] {
        assert_eq!(listing.next(&registry).unwrap().0.len(), rows);
    }
    drop(registry);
    // Nothing of the answer that nobody wanted reaches the next one.
    let registry = test.another().unwrap();
    assert_eq!(registry.resolve(&Identity::text("User 0001")).unwrap().key, test.key("User 0001"));
}

#[test]
fn an_interrupt_stops_who_waits_for_what_was_asked() {
    let test = with_users(1);
    let mut locker = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    locker.script("begin; lock table cscert.users in access exclusive mode").unwrap();
    ask(&test, "User 0001");
    let interrupter = test.registry.interrupter();
    let interrupt = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        interrupter.interrupt();
    });
    assert_eq!(test.registry.take_answers(), Err(Error::Interrupted));
    interrupt.join().unwrap();
}
