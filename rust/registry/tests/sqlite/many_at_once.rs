//! Eight processes at work on one registry: issue 4, point 6.

use std::path::Path;

use crate::support::child;
use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{certificates_of, dump, TestRegistry};
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::operations::publish::Publication;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};

const PROCESSES: u32 = 8;
const CONNECTIONS: u32 = 5;
const PUBLICATIONS_A_CONNECTION: u32 = 10;
const USERS: u32 = 16;

fn open(file: &Path, mode: OpenMode) -> Registry {
    Registry::open(&Location::file(file, mode), Caller::current("Test"))
        .unwrap_or_else(|error| panic!("{}", error))
}

/// Publishes, revokes and reads, with a new connection now and then; prints what was acknowledged.
fn work(number: u32, file: &Path) {
    let (mut published, mut revoked, mut serial) = (0, 0, 0);
    for _ in 0..CONNECTIONS {
        let registry = open(file, OpenMode::ReadWrite);
        for _ in 0..PUBLICATIONS_A_CONNECTION {
            serial += 1;
            let user = (number + serial) % USERS;
            let der = lasting_certificate(user, u64::from(number) << 32 | u64::from(serial));
            let publication = Publication { der: &der, identity: None, device_id: None, publication_time: 1 };
            let results = registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap();
            published += results.into_iter().filter(Result::is_ok).count();
            let name = format!("User {:04}", user);
            let (user_key, _) = certificates_of(&registry, &Identity::text(&name)).unwrap();
            if serial % 5 == 0 {
                let revocation = Revocation {
                    user_key,
                    certificate_key: None,
                    reason: RevocationReason::Unspecified,
                    reason_text: None,
                };
                let done = registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).unwrap();
                revoked += done.into_iter().map(|one| one.unwrap()).sum::<u64>();
            }
            let reader = open(file, OpenMode::ReadOnly);
            assert!(reader.describe(false).unwrap().counts.users == u64::from(USERS));
        }
    }
    println!("acknowledged {} {}", published, revoked);
}

#[test]
fn eight_processes_lose_nothing_and_are_never_told_of_a_lock() {
    if let Some((number, file)) = child::part() {
        return work(number.parse().unwrap(), &file);
    }
    let test = TestRegistry::empty();
    test.import(&(0..USERS).map(numbered_entry).collect::<String>());
    let name = "many_at_once::eight_processes_lose_nothing_and_are_never_told_of_a_lock";
    let children: Vec<_> = (0..PROCESSES)
        .map(|number| {
            let mut command = child::command(name, &number.to_string(), &test.file());
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let (mut published, mut revoked) = (0, 0);
    for process in children {
        let output = process.wait_with_output().unwrap();
        child::assert_succeeded(&output);
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find_map(|line| line.split("acknowledged ").nth(1)).unwrap();
        let numbers: Vec<u64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
        published += numbers[0];
        revoked += numbers[1];
    }
    let description = test.registry.describe(true).unwrap();
    assert_eq!(description.findings, Some(Vec::new()));
    assert_eq!(description.counts.certificates, published);
    assert_eq!(published, u64::from(PROCESSES * CONNECTIONS * PUBLICATIONS_A_CONNECTION));
    assert!(0 < revoked && revoked <= published, "{}", revoked);
    let of = |sql: &str| -> u64 {
        dump::connect(&test.file()).query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() as u64
    };
    assert_eq!(of("SELECT count(*) FROM certificate WHERE revocation_time IS NOT NULL"), revoked);
    assert_eq!(of("SELECT sum(certificates) FROM audit WHERE action = 'Revoke'"), revoked);
    assert_eq!(of("SELECT sum(certificates) FROM audit WHERE action = 'Publish'"), published);
}

#[test]
fn eight_processes_may_make_the_registry_together() {
    if let Some((_, file)) = child::part() {
        open(&file, OpenMode::Create).describe(true).unwrap();
        return;
    }
    for _ in 0..3 {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("new/registry.db");
        let name = "many_at_once::eight_processes_may_make_the_registry_together";
        let children: Vec<_> = (0..PROCESSES)
            .map(|_| {
                let mut command = child::command(name, "make", &file);
                command
                    .stdout(std::process::Stdio::piped())
                    .stderr(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for process in children {
            child::assert_succeeded(&process.wait_with_output().unwrap());
        }
        assert_eq!(open(&file, OpenMode::ReadOnly).describe(true).unwrap().findings, Some(Vec::new()));
    }
}
