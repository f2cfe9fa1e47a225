//! What somebody who can write the file may do to the account, and how it shows: issue 4, point 4.

use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::model::keys::{CertificateKey, UserKey};
use std::os::unix::fs::PermissionsExt;

use crate::support::{dump, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::model::audit::Action;
use cscert_registry::operations::check::Presented;
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::OpenMode;
use once_cell::sync::OnceCell;
use rusqlite::Connection;
use tempfile::TempDir;

const TRIGGERS: [&str; 2] = ["audit_is_never_changed", "audit_is_never_deleted"];

/// Does `sql` to the file with the triggers away, and puts them back.
fn tamper(test: &TestRegistry, sql: &str) {
    let connection = dump::connect(&test.file());
    let definitions: Vec<String> = TRIGGERS
        .iter()
        .map(|name| {
            let query = "SELECT sql FROM sqlite_schema WHERE name = ?1";
            connection.query_row(query, [name], |row| row.get(0)).unwrap()
        })
        .collect();
    for name in TRIGGERS {
        connection.execute_batch(&format!("DROP TRIGGER {}", name)).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for definition in definitions {
        connection.execute_batch(&definition).unwrap();
    }
}

/// The demo's registry after some revocations: made once, and copied for each damage.
fn demo() -> TestRegistry {
    static SOUND: OnceCell<Vec<u8>> = OnceCell::new();
    let sound = SOUND.get_or_init(|| {
        let caller = Caller { login_user: Some("ken".to_owned()), ..Caller::current("Test") };
        let test = TestRegistry::demo_of(caller.for_remote(Some("LITWAREINC\\ken")));
        test.revoke("Ken Myer");
        test.revoke("Jo Berry");
        assert!(test.findings().is_empty());
        let TestRegistry { folder, registry } = test;
        drop(registry);
        std::fs::read(folder.path().join("registry.db")).unwrap()
    });
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("registry.db");
    std::fs::write(&file, sound).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let registry = crate::support::open(&folder, OpenMode::ReadWrite).unwrap();
    TestRegistry { folder, registry }
}

fn again(test: &TestRegistry) -> Registry {
    test.again(OpenMode::ReadOnly)
}

fn findings(test: &TestRegistry) -> Vec<String> {
    again(test).describe(true).unwrap().findings.unwrap()
}

#[test]
fn entries_cannot_be_changed_or_removed_in_passing() {
    let test = demo();
    let connection = dump::connect(&test.file());
    for sql in ["UPDATE audit SET reason = 'x' WHERE sequence = 3", "DELETE FROM audit WHERE sequence = 3"] {
        let error = connection.execute_batch(sql).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{}", error);
    }
}

#[test]
fn the_first_broken_entry_is_named() {
    for (sql, finding) in [
        (
            "UPDATE audit SET operating_system_user = 'mallory' WHERE sequence IN (5, 9)",
            "audit entry 5: its content",
        ),
        ("UPDATE audit SET user_key = 0 WHERE sequence = 1", "audit entry 1: its content"),
        ("UPDATE audit SET login_user = 'mallory' WHERE sequence = 2", "audit entry 2: its content"),
        ("UPDATE audit SET login_user = NULL WHERE sequence = 2", "audit entry 2: its content"),
        ("UPDATE audit SET remote_caller = 'mallory' WHERE sequence = 2", "audit entry 2: its content"),
        ("UPDATE audit SET remote_caller = NULL WHERE sequence = 2", "audit entry 2: its content"),
        (
            "UPDATE audit SET login_user = remote_caller, remote_caller = login_user WHERE sequence = 2",
            "audit entry 2: its content",
        ),
        (
            "UPDATE audit SET remote_caller = NULL, account = remote_caller WHERE sequence = 2",
            "audit entry 2: its content",
        ),
        (
            "UPDATE audit SET login_user = NULL, remote_caller = login_user || remote_caller WHERE sequence = 2",
            "audit entry 2: its content",
        ),
        ("DELETE FROM audit WHERE sequence = 7", "audit entry 7 is missing (the next one is 8)"),
        ("UPDATE audit SET sequence = -4 WHERE sequence = 1", "audit entry -4: its sequence number"),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 4", "audit entry 4: its content"),
        (
            "UPDATE audit SET previous_hash = zeroblob(32) WHERE sequence = 4",
            "audit entry 4: its hash does not follow",
        ),
    ] {
        let test = demo();
        tamper(&test, sql);
        let findings = findings(&test);
        assert!(findings.iter().any(|found| found.starts_with(finding)), "{}: {:?}", sql, findings);
    }
}

#[test]
fn a_name_cannot_be_moved_from_one_source_to_another() {
    for sql in [
        "UPDATE audit SET remote_caller = NULL, login_user = remote_caller",
        "UPDATE audit SET remote_caller = NULL, account = remote_caller",
    ] {
        let caller = Caller { login_user: None, ..Caller::current("Test") };
        let test = TestRegistry::empty_of(caller.for_remote(Some("ken")));
        test.registry.record_refusal_text(Action::Revoke, None, None, "x").unwrap();
        assert_eq!(findings(&test), Vec::<String>::new());
        tamper(&test, sql);
        assert!(findings(&test)[0].starts_with("audit entry 1: its content"), "{}", sql);
    }
}

#[test]
fn changes_without_their_entries_are_found() {
    for (sql, finding) in [
        (
            "UPDATE certificate SET revocation_time = NULL, revocation_entry = NULL, revocation_reason = NULL
                WHERE certificate_key = (SELECT min(certificate_key) FROM certificate WHERE revocation_entry NOT NULL)",
            "1 revocations in the audit log do not match the certificates",
        ),
        (
            "DELETE FROM certificate WHERE certificate_key = 3",
            "1 publications too many or too few in the audit log",
        ),
        (
            "UPDATE certificate SET revocation_time = 1, revocation_entry = 1 WHERE certificate_key = 3",
            "1 revocations refer to an audit entry that is not a revocation",
        ),
        ("UPDATE certificate SET publication_entry = 900 WHERE certificate_key = 3", "1 publications have no audit entry"),
        ("DELETE FROM certificate_content WHERE certificate_key = 3", "1 certificates have no content"),
    ] {
        let test = demo();
        tamper(&test, sql);
        let findings = findings(&test);
        assert!(findings.iter().any(|found| found == finding), "{}: {:?}", sql, findings);
    }
}

#[test]
fn a_hold_that_ended_without_an_entry_is_found() {
    let test = TestRegistry::demo();
    let user_key = test.key("Ken Myer");
    let reason = RevocationReason::CertificateHold;
    let hold = Revocation { user_key, certificate_key: None, reason, reason_text: None };
    let mut held = Vec::new();
    test.registry
        .revoke(&[hold], false, &mut |_, _, _, key| {
            held.push(key);
            Ok(())
        })
        .unwrap();
    let undo = |key: CertificateKey| {
        let nothing = "revocation_time = NULL, revocation_entry = NULL, revocation_reason = NULL";
        tamper(&test, &format!("UPDATE certificate SET {} WHERE certificate_key = {}", nothing, key));
        findings(&test).contains(&"1 revocations in the audit log do not match the certificates".to_owned())
    };
    let one = Revocation::off_hold(user_key, Some(held[0]));
    test.registry.restore(&[one], false, &mut |_, _, _, _| Ok(())).unwrap();
    assert!(findings(&test).is_empty());
    // One may be missing now, and no more than that.
    assert!(undo(held[1]));
}

#[test]
fn a_cut_tail_or_a_rewrite_shows_only_to_whoever_kept_a_head() {
    let test = demo();
    test.registry.record_refusal_text(Action::Revoke, None, Some("Ken Myer"), "for a test").unwrap();
    let head = again(&test).describe(false).unwrap().audit_head;
    assert_eq!(again(&test).expected_head_finding(&head.to_string()), Ok(None));
    tamper(&test, "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)");
    assert!(findings(&test).is_empty());
    let finding = again(&test).expected_head_finding(&head.to_string()).unwrap().unwrap();
    assert!(
        finding.contains(&format!("audit entry {}", head.sequence)) && finding.contains("truncated"),
        "{}",
        finding
    );
    // Others write on: the place is taken, by another entry.
    test.revoke("Ben Smith");
    let finding = again(&test).expected_head_finding(&head.to_string()).unwrap().unwrap();
    assert!(finding.contains("rewritten"), "{}", finding);
    for wrong in ["", "x", "1:abc", "0:a5"] {
        assert!(
            matches!(again(&test).expected_head_finding(wrong), Err(Error::InvalidArgument(_))),
            "{}",
            wrong
        );
    }
}

#[test]
fn a_schema_that_lies_is_refused() {
    for sql in [
        "DROP TRIGGER audit_is_never_deleted",
        "CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN DELETE FROM user_name; END",
        "CREATE VIEW extra AS SELECT * FROM user",
        "DROP INDEX certificate_not_after",
        "DROP INDEX user_domain; CREATE INDEX user_domain ON user (title)",
        "ALTER TABLE user RENAME TO hidden; CREATE VIEW user AS SELECT * FROM hidden",
    ] {
        let test = demo();
        dump::connect(&test.file()).execute_batch(sql).unwrap();
        for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Create] {
            let opened = crate::support::open(&test.folder, mode).map(|registry| registry.id());
            assert!(matches!(opened, Err(Error::RegistryCorrupt { .. })), "{}: {:?}", sql, opened);
        }
    }
    // Statistics change no answer.
    let test = demo();
    dump::connect(&test.file()).execute_batch("ANALYZE").unwrap();
    assert!(findings(&test).is_empty());
}

#[test]
fn hostile_numbers_are_answered_without_a_panic() {
    let test = demo();
    tamper(
        &test,
        "UPDATE audit SET certificates = -1, time = -9223372036854775808 WHERE sequence = 2;
         UPDATE certificate SET not_after = 9223372036854775807, revocation_time = 9223372036854775807,
            revocation_entry = 1, publication_time = -9223372036854775808;
         UPDATE audit SET sequence = 9223372036854775807 WHERE sequence = (SELECT max(sequence) FROM audit);
         UPDATE user SET when_created = 9223372036854775807, gone_since = -9223372036854775808 WHERE user_key = 2",
    );
    assert!(!findings(&test).is_empty());
    let registry = test.again(OpenMode::ReadWrite);
    let test = TestRegistry { folder: test.folder, registry };
    let (_, der) = crate::support::certificates("certificates").remove(0);
    let answer = test.registry.check_certificate(Presented::Der(&der), i64::MIN, &mut |_| ());
    assert!(matches!(answer, Err(Error::RegistryCorrupt { .. })), "{:?}", answer);
    let refused = test.registry.record_refusal_text(Action::Revoke, None, None, "x");
    assert!(matches!(refused, Err(Error::RegistryCorrupt { .. })), "{:?}", refused);
    let wrong_types =
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')";
    let connection: Connection = dump::connect(&test.file());
    connection.execute_batch(wrong_types).unwrap();
    assert!(matches!(
        crate::support::open(&test.folder, OpenMode::ReadOnly),
        Err(Error::RegistryCorrupt { .. })
    ));
}

#[test]
fn a_row_that_is_too_large_is_damage_and_not_a_mistake_of_the_caller() {
    let test = demo();
    // SQLite itself reads and writes it; a registry's own connection has a limit.
    tamper(
        &test,
        "UPDATE user SET attributes = CAST(zeroblob(80000000) AS TEXT) WHERE display_name = 'Ken Myer'",
    );
    let found = test
        .registry
        .resolve(&cscert_registry::query::identity::Identity::text("Ken Myer"))
        .map(|found| found.key);
    let read = test.registry.user(found.clone().unwrap_or(UserKey(1)), &mut |_| ());
    assert!(matches!(read, Err(Error::RegistryCorrupt { .. })), "{:?} {:?}", found, read);
    assert!(!findings(&test).is_empty());
}

#[test]
fn a_lost_or_foreign_entry_of_an_index_is_found_whatever_its_form() {
    let test = demo();
    let of_ken = "user_key = (SELECT user_key FROM user WHERE display_name = 'Ken Myer')";
    let count = |table: &str| -> i64 {
        dump::connect(&test.file())
            .query_row(&format!("SELECT count(*) FROM {} WHERE {}", table, of_ken), [], |row| row.get(0))
            .unwrap()
    };
    let (names, words) = (count("user_name"), count("user_word"));
    // A distinguished name, addresses, a display name that is the common name, an account name.
    assert!(names >= 4 && words >= 4, "{} {}", names, words);
    for (table, entry, entries, index) in [
        ("user_name", "name_hash", names, "the index of names"),
        ("user_word", "word", words, "the completion index"),
    ] {
        for number in 0..entries {
            let of_entry = format!(
                "{0} AND {1} = (SELECT {1} FROM {2} WHERE {0} ORDER BY {1} LIMIT 1 OFFSET {3})",
                of_ken, entry, table, number
            );
            for (sql, finding) in [
                (
                    format!("DELETE FROM {} WHERE {}", table, of_entry),
                    format!("1 entries are missing from {}", index),
                ),
                (
                    format!(
                        "INSERT INTO {0} SELECT {1}, 1 + user_key FROM {0} WHERE {2}",
                        table, entry, of_entry
                    ),
                    format!("1 entries of {} belong to no user", index),
                ),
                (
                    format!("UPDATE {} SET user_key = 1 + user_key WHERE {}", table, of_entry),
                    format!("entries of {} do not match the users", index),
                ),
            ] {
                let test = demo();
                tamper(&test, &sql);
                assert_eq!(findings(&test), [finding], "{}", sql);
            }
        }
    }
}

#[test]
fn a_name_that_two_users_share_is_not_lost_to_one_of_them_unnoticed() {
    let test = demo();
    assert!(matches!(test.find("Chris Gray"), Err(Error::AmbiguousIdentity { .. })));
    tamper(
        &test,
        "DELETE FROM user_name WHERE (name_hash, user_key) IN
            (SELECT n.name_hash, max(n.user_key) FROM user_name n JOIN user u USING (user_key)
             WHERE u.display_name = 'Chris Gray' GROUP BY n.name_hash HAVING count(*) = 2)",
    );
    assert!(test.find("Chris Gray").is_ok());
    assert_eq!(findings(&test), ["1 entries are missing from the index of names"]);
}

#[test]
fn rows_that_nothing_refers_to_are_counted() {
    const NOBODYS: &str = "user_key = (SELECT user_key FROM user u WHERE gone_since IS NULL
        AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.user_key = u.user_key) LIMIT 1)";
    // The user last, for whom the others are found.
    let user = format!(
        "DELETE FROM user_name WHERE {0}; DELETE FROM user_word WHERE {0}; DELETE FROM user WHERE {0}",
        NOBODYS
    );
    for (sql, wanted) in [
        (user.as_str(), "1 users too many or too few"),
        ("DELETE FROM domain", "domains too many or too few"),
        ("DELETE FROM domain", "users are in a domain that is missing"),
        ("DELETE FROM pool", "pools too many or too few"),
        ("DELETE FROM home_server", "home servers too many or too few"),
        ("DELETE FROM home_server", "users are on a home server that is missing"),
        ("DELETE FROM attribute_name", "names of attributes too many or too few"),
        ("DELETE FROM user_word", "entries are missing from the completion index"),
        ("DELETE FROM user_name", "entries are missing from the index of names"),
        ("DELETE FROM row_count", "users too many or too few"),
        ("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'user'", "1 user keys would be reused"),
        ("DELETE FROM sqlite_sequence", "certificate keys would be reused"),
    ] {
        let test = demo();
        tamper(&test, sql);
        let findings = findings(&test);
        assert!(findings.iter().any(|found| found.contains(wanted)), "{}: {:?}", sql, findings);
    }
}

#[test]
fn counts_are_kept_by_whatever_adds_and_by_nothing_else() {
    let test = demo();
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    test.import(&crate::support::made::numbered_entry(7));
    test.prune(&ldif).unwrap();
    test.import(&ldif);
    assert_eq!(findings(&test), Vec::<String>::new());
    // An import that is not finished leaves nothing.
    let mut import = cscert_registry::operations::import::Import::new(Default::default());
    import.ldif("directory", crate::support::made::numbered_entry(8).as_bytes(), true).unwrap();
    import.apply(&test.registry, 100, true).unwrap();
    drop(import);
    test.import(&crate::support::made::numbered_entry(9));
    assert_eq!(findings(&test), Vec::<String>::new());
}

#[test]
fn what_decides_an_identity_is_sealed() {
    for (sql, asked, finding) in [
        (
            "UPDATE domain SET netbios_name = 'LITWARE' WHERE netbios_name <> 'LITWAREINC'",
            r"LITWARE\asmith",
            "1 domains do not match their seals",
        ),
        (
            "UPDATE domain SET dns_name = 'x' || dns_name",
            r"litwareinc\kenmyer",
            "2 domains do not match their seals",
        ),
        (
            "UPDATE domain SET assumed = 1 - assumed",
            r"litwareinc\kenmyer",
            "2 domains do not match their seals",
        ),
        ("UPDATE user SET object_guid = randomblob(16)", "Ken Myer", "52 users do not match their seals"),
        ("DELETE FROM domain", r"litwareinc\kenmyer", "users are in a domain that is missing"),
        ("DELETE FROM home_server", "Ken Myer", "users are on a home server that is missing"),
    ] {
        let test = demo();
        tamper(&test, sql);
        let answer = again(&test).resolve(&cscert_registry::query::identity::Identity::text(asked));
        assert!(matches!(answer, Err(Error::RegistryCorrupt { .. })), "{}: {:?}", sql, answer);
        let findings = findings(&test);
        assert!(findings.iter().any(|found| found.ends_with(finding)), "{}: {:?}", sql, findings);
    }
}

/// What an import knows of a domain is what it goes on from, and what it seals again.
#[test]
fn an_import_does_not_go_on_from_a_damaged_domain() {
    for sql in ["UPDATE domain SET netbios_name = 'LITWARE'", "UPDATE domain SET assumed = 1 - assumed"] {
        let test = demo();
        tamper(&test, sql);
        let imported = test.import_with(&crate::support::made::numbered_entry(7), Default::default());
        assert!(matches!(imported, Err(Error::RegistryCorrupt { .. })), "{}: {:?}", sql, imported);
    }
}

#[test]
fn what_pools_are_called_is_sealed() {
    for (sql, finding) in [
        (
            "UPDATE home_server SET registrar_pool = 'x' WHERE pool_key IS NOT NULL",
            "home servers do not match their seals",
        ),
        (
            "UPDATE home_server SET distinguished_name = 'x' || distinguished_name",
            "home servers do not match their seals",
        ),
        ("UPDATE pool SET dns_host_name = 'x'", "pools do not match their seals"),
        ("UPDATE pool SET dns_host_name = 'x'", "home servers do not have the name of their pool"),
    ] {
        let test = demo();
        tamper(&test, sql);
        let findings = findings(&test);
        assert!(findings.iter().any(|found| found.ends_with(finding)), "{}: {:?}", sql, findings);
        let mut pool = None;
        let read =
            again(&test).user(test.key("Ken Myer"), &mut |row| pool = row.registrar_pool.map(str::to_owned));
        let whole = pool.as_deref() == Some("pool01.litwareinc.com");
        assert!(
            matches!(read, Err(Error::RegistryCorrupt { .. })) || whole,
            "{}: {:?} {:?}",
            sql,
            read,
            pool
        );
    }
}

#[test]
fn a_damaged_pool_names_no_home_server_more() {
    let test = demo();
    tamper(&test, "UPDATE pool SET dns_host_name = 'x'");
    let home_server = "CN=More,CN=1:2,CN=Pools,CN=RTC Service,CN=Microsoft,CN=System,DC=litwareinc,DC=com";
    let user = crate::support::made::entry(
        9,
        "CN=New,DC=litwareinc,DC=com",
        &[
            ("msRTCSIP-PrimaryUserAddress", "sip:new@litwareinc.com"),
            ("msRTCSIP-PrimaryHomeServer", home_server),
        ],
    );
    let imported = test.import_with(&user, Default::default()).map(|(summary, _)| summary.added);
    assert!(matches!(imported, Err(Error::RegistryCorrupt { .. })), "{:?}", imported);
}

#[test]
fn one_finding_does_not_hide_the_others() {
    let test = demo();
    // What is no text ends the comparison of names, and nothing else.
    tamper(
        &test,
        "UPDATE user SET display_name = CAST(x'FF41' AS TEXT) WHERE display_name = 'Ken Myer';
         DELETE FROM certificate_content WHERE certificate_key = 3; DELETE FROM pool",
    );
    let findings = findings(&test);
    for wanted in ["users do not match their seals", "certificates have no content", "pools too many"] {
        assert!(findings.iter().any(|found| found.contains(wanted)), "{}: {:?}", wanted, findings);
    }
}
