//! What a client that is not ours cannot do, whatever of the registry's roles it has but the owner's.

use cscert_registry::model::audit::AuditSelection;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

fn registry() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(numbered_entry(1) + &numbered_entry(2)));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    test
}

/// The codes of a statement's error.
fn refused(test: &TestRegistry, sql: &str) -> String {
    let mut client = postgresql::connect(&postgresql::registry_in(test.folder.path()));
    let error = client.script(sql).expect_err(sql);
    error.sqlstate().unwrap_or_default().to_owned()
}

#[test]
fn no_table_can_be_changed() {
    let test = registry();
    let before = test.everything();
    for sql in [
        "update cscert.certificate set revocation_time = 1, revocation_entry = 1, revocation_reason = 0",
        "delete from cscert.certificate",
        "insert into cscert.certificate select * from cscert.certificate",
        "truncate cscert.certificate",
        "update cscert.audit set account = 'somebody else'",
        "delete from cscert.audit",
        "insert into cscert.audit select * from cscert.audit",
        "update cscert.audit_head set sequence = 0",
        "update cscert.users set display_name = 'x'",
        "select * from cscert.pending_entry",
        "insert into cscert.pending_entry values (1, 1, 1, 1, 'Revoke', 'Succeeded', null, null, null, 0, null)",
        "update cscert.change set account = 'x'",
        "alter table cscert.certificate disable trigger all",
        "alter table cscert.change disable trigger change_ends",
        "drop trigger change_ends on cscert.change",
        "create table cscert.mine (x integer)",
        "set role cscert_owner",
        "select cscert.begin_change(decode(repeat('00', 16), 'hex'), 'Revoke', '{a,b,c,d}')",
        "select cscert.add_certificates('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}')",
    ] {
        assert_eq!(refused(&test, sql), "42501", "{}", sql);
    }
    assert_eq!(test.everything(), before);
}

#[test]
fn what_a_client_puts_in_the_way_is_not_taken() {
    let test = registry();
    let mut client = postgresql::connect(&postgresql::registry_in(test.folder.path()));
    client
        .script(
            "create temporary table certificate (like cscert.certificate); create temporary table audit_head (like cscert.audit_head);
             create temporary table change (change_id bigint, request bytea); set search_path = pg_temp, cscert;
             select cscert.revoke_certificates(decode(repeat('01', 16), 'hex'), array['somebody else', 'h', 'p', 'c'],
                array[1]::bigint[], array[null]::bigint[], array[1], array[null]::text[])",
        )
        .unwrap();
    let entry = test.audit(&AuditSelection::default()).pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.certificates), ("Revoke", 1));
    // What it says of itself stands beside the account that the server knows.
    assert_eq!(entry.operating_system_user, "somebody else");
    assert_eq!(entry.account.as_deref(), Some("cscert_tester"));
    assert!(test.findings().is_empty());
}

#[test]
fn who_a_client_says_it_is_is_bounded_and_hashed() {
    let test = registry();
    let mut client = postgresql::connect(&postgresql::registry_in(test.folder.path()));
    let revoke = |claims: &str| {
        format!(
            "select cscert.revoke_certificates(decode(repeat('08', 16), 'hex'), array['u', 'h', 'p', 'c', {}],
                array[1]::bigint[], array[null]::bigint[], array[1], array[null]::text[])",
            claims
        )
    };
    for claims in ["repeat('x', 257)", "null, repeat('x', 257)"] {
        assert_eq!(refused(&test, &revoke(claims)), "23514");
    }
    client.script(&revoke("repeat('\u{e9}', 256), 'remote'")).unwrap();
    let entry = test.audit(&AuditSelection::default()).pop().unwrap();
    assert_eq!(entry.login_user, Some("\u{e9}".repeat(256)));
    assert_eq!(
        (entry.remote_caller.as_deref(), entry.account.as_deref()),
        (Some("remote"), Some("cscert_tester"))
    );
    assert_eq!(test.findings(), Vec::<String>::new());

    let mut superuser = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    let broken = format!("audit entry {}: its content", entry.sequence);
    superuser
        .script(&format!(
            "create temporary table kept as select * from cscert.audit where sequence = {};
             alter table cscert.audit disable trigger all",
            entry.sequence
        ))
        .unwrap();
    for change in [
        "login_user = 'mallory'",
        "login_user = null",
        "remote_caller = 'mallory'",
        "remote_caller = null",
        "login_user = remote_caller, remote_caller = login_user",
        "remote_caller = null, account = remote_caller",
        "login_user = null, remote_caller = login_user || remote_caller",
    ] {
        let update = format!("update cscert.audit set {} where sequence = {}", change, entry.sequence);
        superuser.script(&update).unwrap();
        let findings = test.findings();
        assert!(findings.iter().any(|found| found.starts_with(&broken)), "{}: {:?}", change, findings);
        superuser
            .script(
                "update cscert.audit a set login_user = k.login_user, remote_caller = k.remote_caller, account = k.account
                 from kept k where a.sequence = k.sequence",
            )
            .unwrap();
    }
    assert_eq!(test.findings(), Vec::<String>::new());

    // Nor is a name moved from one source to the other.
    client
        .script(
            "select cscert.record_refusal(decode(repeat('09', 16), 'hex'), array['u', 'h', 'p', 'c', null, 'remote'],
                'Revoke', null, null, 'x')",
        )
        .unwrap();
    superuser
        .script(&format!(
            "update cscert.audit set login_user = remote_caller, remote_caller = null where sequence = {}",
            entry.sequence + 1
        ))
        .unwrap();
    let moved = format!("audit entry {}: its content", entry.sequence + 1);
    assert!(test.findings().iter().any(|found| found.starts_with(&moved)), "{:?}", test.findings());
}

#[test]
fn an_import_is_not_committed_without_its_entry() {
    let test = registry();
    let begin = "begin; select cscert.begin_import(decode(repeat('02', 16), 'hex'), '{a,b,c,d}');";
    let before = test.everything();
    assert_eq!(refused(&test, &format!("{} commit", begin)), "25000");
    assert_eq!(refused(&test, &format!("{} set constraints all immediate", begin)), "25000");
    // Nor does it go on in another transaction.
    let mut client = postgresql::connect(&postgresql::registry_in(test.folder.path()));
    client.script(begin).unwrap();
    assert_eq!(refused(&test, "select cscert.end_import(1, 'x', '{}', '{}')"), "25000");
    drop(client);
    assert_eq!(test.everything(), before);
}

#[test]
fn a_request_that_comes_again_changes_nothing_twice() {
    let test = registry();
    let mut client = postgresql::connect(&postgresql::registry_in(test.folder.path()));
    let mut call = || {
        let mut rows = Vec::new();
        client
            .query(
                "select place, user_key, certificate_key, user_name from cscert.revoke_certificates(decode(repeat('03', 16), 'hex'),
                    '{a,b,c,d}', array[1, 2, 9]::bigint[], array[null, null, null]::bigint[], array[1, 1, 1], '{x,x,x}')",
                &[],
                &mut |row| {
                    rows.push((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Option<i64>>(2)?, row.get::<Option<String>>(3)?));
                    Ok::<_, cscert_postgresql::Error>(true)
                },
            )
            .unwrap();
        rows
    };
    let first = call();
    let entries = test.audit(&AuditSelection::default());
    assert_eq!(first.len(), 3);
    assert_eq!(call(), first);
    assert_eq!(test.audit(&AuditSelection::default()), entries);
    assert!(test.findings().is_empty());
}

#[test]
fn a_publisher_gives_no_key_but_the_next() {
    let test = registry();
    let publish = |key: i64| {
        format!(
            "begin; select cscert.publish_certificates(cscert.begin_publication(decode(repeat('04', 16), 'hex'), '{{a,b,c,d}}'),
                '{{1}}', array[{0}]::bigint[], '{{1}}', '{{1}}', '{{1}}', '{{2}}', '{{1}}', array[null]::bytea[],
                array[decode(repeat('05', 20), 'hex')], array[decode('01', 'hex')], '{{s}}', '{{i}}', array[decode('00', 'hex')],
                '{{7}}', array[{0}]::bigint[], '{{}}', '{{}}'); rollback",
            key
        )
    };
    for key in [0, 1, 3, i64::MAX] {
        assert_eq!(refused(&test, &publish(key)), "22023", "{}", key);
    }
    postgresql::connect(&postgresql::registry_in(test.folder.path())).script(&publish(2)).unwrap();
}
