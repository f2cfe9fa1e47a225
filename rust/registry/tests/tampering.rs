//! What somebody who can write the file may do to the account, and how it shows: issue 4, point 4.

mod support;

use cscert_registry::audit::Action;
use cscert_registry::check::Presented;
use cscert_registry::error::Error;
use cscert_registry::registry::Registry;
use cscert_registry::store::sqlite::OpenMode;
use rusqlite::Connection;
use support::{dump, TestRegistry};

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

fn demo() -> TestRegistry {
    let test = TestRegistry::demo();
    test.revoke("Ken Myer");
    test.revoke("Jo Berry");
    assert!(test.findings().is_empty());
    test
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
        ("DELETE FROM audit WHERE sequence = 7", "audit entry 7 is missing (the next one is 8)"),
        ("UPDATE audit SET sequence = -4 WHERE sequence = 1", "audit entry -4: its place"),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 4", "audit entry 4: its content"),
        (
            "UPDATE audit SET previous_hash = zeroblob(32) WHERE sequence = 4",
            "audit entry 4: it does not follow",
        ),
    ] {
        let test = demo();
        tamper(&test, sql);
        let findings = findings(&test);
        assert!(findings.iter().any(|found| found.starts_with(finding)), "{}: {:?}", sql, findings);
    }
}

#[test]
fn changes_without_their_entries_are_found() {
    for (sql, finding) in [
        (
            "UPDATE certificate SET revocation_time = NULL, revocation_entry = NULL, revocation_reason = NULL
                WHERE certificate_key = (SELECT min(certificate_key) FROM certificate WHERE revocation_entry NOT NULL)",
            "1 revocations in the audit are not what certificates say",
        ),
        (
            "DELETE FROM certificate WHERE certificate_key = 3",
            "1 publications more or less are in the audit than there are certificates",
        ),
        (
            "UPDATE certificate SET revocation_time = 1, revocation_entry = 1 WHERE certificate_key = 3",
            "1 revocations stand under an audit entry of something else",
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
fn a_cut_tail_or_a_rewrite_shows_only_to_whoever_kept_a_head() {
    let test = demo();
    test.registry.record_refusal_text(Action::Revoke, None, Some("Ken Myer"), "for a test").unwrap();
    let head = again(&test).describe(false).unwrap().audit_head;
    assert_eq!(again(&test).expected_head_finding(&head.to_string()), Ok(None));
    tamper(&test, "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)");
    assert!(findings(&test).is_empty());
    let finding = again(&test).expected_head_finding(&head.to_string()).unwrap().unwrap();
    assert!(
        finding.contains(&format!("audit entry {}", head.sequence)) && finding.contains("cut"),
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
            let opened = support::open(&test.folder, mode).map(|registry| registry.id());
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
    let (_, der) = support::certificates("certificates").remove(0);
    let answer = test.registry.check_certificate(Presented::Der(&der), i64::MIN, &mut |_| ());
    assert!(matches!(answer, Err(Error::RegistryCorrupt { .. })), "{:?}", answer);
    let refused = test.registry.record_refusal_text(Action::Revoke, None, None, "x");
    assert!(matches!(refused, Err(Error::RegistryCorrupt { .. })), "{:?}", refused);
    let wrong_types =
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')";
    let connection: Connection = dump::connect(&test.file());
    connection.execute_batch(wrong_types).unwrap();
    assert!(matches!(support::open(&test.folder, OpenMode::ReadOnly), Err(Error::RegistryCorrupt { .. })));
}

#[test]
fn a_row_that_is_too_large_is_damage_and_not_a_mistake_of_the_caller() {
    let test = demo();
    // SQLite itself reads and writes it; a registry's own connection has a limit.
    tamper(
        &test,
        "UPDATE user SET attributes = CAST(zeroblob(80000000) AS TEXT) WHERE display_name = 'Ken Myer'",
    );
    let found =
        test.registry.resolve(&cscert_registry::identity::Identity::text("Ken Myer")).map(|found| found.key);
    let read = test.registry.user(found.clone().unwrap_or(1), &mut |_| ());
    assert!(matches!(read, Err(Error::RegistryCorrupt { .. })), "{:?} {:?}", found, read);
    assert!(!findings(&test).is_empty());
}

#[test]
fn a_user_whose_name_leads_elsewhere_is_found() {
    let test = demo();
    tamper(
        &test,
        "UPDATE user_name SET name_hash = name_hash + 1 WHERE user_key =
             (SELECT user_key FROM user WHERE display_name = 'Ken Myer')",
    );
    let finding = "1 users cannot be found by their distinguished name";
    assert!(findings(&test).iter().any(|found| found == finding), "{:?}", findings(&test));
}
