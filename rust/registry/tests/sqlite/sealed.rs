//! Every value of a row that decides or is shown is under its seal: changed, it is no answer any more.

use cscert_registry::model::keys::UserKey;
use std::fmt::Debug;
use std::os::unix::fs::PermissionsExt;

use crate::support::{certificates_of, dump, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::model::certificate::{CertificateRow, CertificateSelection};
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::check::Presented;
use cscert_registry::operations::find::Lookup;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::OpenMode;
use rusqlite::Connection;
use tempfile::TempDir;

/// What was answered, as text; none where the registry says that it is damaged.
type Answer = Option<String>;

/// Tables with seals, and their keys, which are not changed here.
const SEALED: [(&str, &[&str]); 6] = [
    ("user", &["user_key"]),
    ("certificate", &["user_key", "certificate_key"]),
    ("certificate_content", &["certificate_key"]),
    ("domain", &["domain_key"]),
    ("home_server", &["home_server_key"]),
    ("attribute_name", &["folded_name"]),
];

fn answer<T: Debug>(question: &str, answer: Result<T>) -> Answer {
    match answer {
        Err(Error::RegistryCorrupt { .. }) => None,
        answer => Some(format!("{}: {:?}", question, answer)),
    }
}

fn all_certificates() -> CertificateSelection {
    CertificateSelection { include_revoked: true, ..CertificateSelection::default() }
}

/// What `question` visits.
fn rows(
    ask: impl FnOnce(&mut dyn FnMut(&CertificateRow<'_>) -> Result<()>) -> Result<()>,
) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    ask(&mut |row| {
        rows.push(format!("{:?}", row));
        Ok(())
    })?;
    Ok(rows)
}

/// Users of the demo.
const MORE_THAN_THERE_ARE: i64 = 100;

fn answers(registry: &Registry) -> Vec<Answer> {
    let mut all = Vec::new();
    for text in ["Ken Myer", "sip:jo.berry@litwareinc.com", r"LITWAREINC\kmyer", r"EUROPE\asmith"] {
        let identity = Identity::text(text);
        all.push(answer(text, registry.resolve(&identity)));
        all.push(answer(text, certificates_of(registry, &identity)));
    }
    for key in 1..=MORE_THAN_THERE_ARE {
        let mut user = String::new();
        let read = registry.user(UserKey(key), &mut |row| user = format!("{:?}", row));
        all.push(answer("user", read.map(|()| user)));
    }
    let mut users = Vec::new();
    let listed = registry.users_after(&UserSelection::default(), UserKey::default(), 1000, &mut |row| {
        users.push(format!("{:?}", row));
        Ok(())
    });
    all.push(answer("users", listed.map(|_| users)));
    all.push(answer("attributes", registry.known_attributes()));
    let selection = all_certificates();
    all.push(answer(
        "certificates",
        rows(|visit| registry.certificates_after(&selection, None, 1000, visit).map(|_| ())),
    ));
    let device = Lookup::DeviceId([0xC5; 16]);
    all.push(answer("device", rows(|visit| registry.look_up_certificates(&[device], &selection, visit))));
    for (_, der) in crate::support::certificates("certificates") {
        let mut row = String::new();
        let checked =
            registry.check_certificate(Presented::Der(&der), 0, &mut |found| row = format!("{:?}", found));
        all.push(answer("check", checked.map(|result| (result, row))));
    }
    let mut offered = Vec::new();
    let completed = registry.complete(r"europe\a", 10, &mut |user| offered.push(format!("{:?}", user)));
    all.push(answer("completion", completed.map(|()| offered)));
    all
}

/// Another value for a column, of the same type.
fn changed(column: &str, kind: &str) -> String {
    match (column, kind) {
        ("enabled" | "assumed", _) => format!("1 - coalesce({}, 0)", column),
        // A revocation's values are there together or not at all.
        ("revocation_time" | "revocation_entry", _) => format!("{} + 1", column),
        (_, "INTEGER") => format!("coalesce({}, 0) + 1", column),
        (_, "TEXT") => format!("coalesce({}, '') || 'x'", column),
        (_, "BLOB") => format!("CAST(x'FE' || substr(coalesce({}, zeroblob(16)), 2) AS BLOB)", column),
        other => panic!("{:?}", other),
    }
}

fn columns(connection: &Connection, table: &str) -> Vec<(String, String)> {
    connection
        .prepare("SELECT name, type FROM pragma_table_info(?1)")
        .unwrap()
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(rusqlite::Result::unwrap)
        .collect()
}

/// The demo's registry with a device and a revocation, as a file.
fn sound() -> Vec<u8> {
    let test = TestRegistry::demo();
    test.import(&crate::support::made::numbered_entry(4));
    let der = crate::support::made::lasting_certificate(4, 1);
    let publication = cscert_registry::operations::publish::Publication {
        der: &der,
        identity: Some(Identity::text("User 0004")),
        device_id: Some([0xC5; 16]),
        publication_time: 1,
    };
    test.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap().remove(0).unwrap();
    test.revoke("Jo Berry");
    let TestRegistry { folder, registry } = test;
    drop(registry);
    std::fs::read(folder.path().join("registry.db")).unwrap()
}

fn damaged(sound: &[u8], sql: &str) -> TestRegistry {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("registry.db");
    std::fs::write(&file, sound).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    dump::connect(&file).execute_batch(sql).unwrap();
    let registry = crate::support::open(&folder, OpenMode::ReadOnly).unwrap();
    TestRegistry { folder, registry }
}

#[test]
fn no_value_that_was_changed_is_answered() {
    let sound = sound();
    let whole = damaged(&sound, "");
    let expected = answers(&whole.registry);
    assert!(expected.iter().all(Option::is_some), "{:?}", expected);
    let mut changes = vec![
        ("stolen".to_owned(), "UPDATE certificate SET user_key = user_key + 1".to_owned()),
        (
            "revocation".to_owned(),
            "UPDATE certificate SET revocation_time = NULL, revocation_entry = NULL, revocation_reason = NULL".to_owned(),
        ),
    ];
    let connection = dump::connect(&whole.file());
    for (table, keys) in SEALED {
        for (column, kind) in columns(&connection, table) {
            if !keys.contains(&&*column) {
                let sql = format!("UPDATE {} SET {} = {}", table, column, changed(&column, &kind));
                changes.push((column, sql));
            }
        }
    }
    drop(connection);
    assert!(changes.len() > 40, "{}", changes.len());
    for (column, sql) in changes {
        let test = damaged(&sound, &sql);
        let mut refused = 0;
        for (answer, expected) in answers(&test.registry).iter().zip(&expected) {
            refused += usize::from(answer.is_none());
            // What is looked for under another value is not found, or found elsewhere under its own.
            let is_less = || {
                let answer = answer.as_deref().unwrap_or_default();
                answer.contains("NotFound")
                    || answer.ends_with(", []))")
                    || answer.ends_with("Ok([])")
                    || answer.ends_with("Ok((Unknown, \"\"))")
            };
            assert!(
                answer.is_none() || answer == expected || is_less(),
                "{}: {:?} {:?}",
                column,
                answer,
                expected
            );
        }
        assert!(refused > 0, "{}: nothing was refused", column);
        assert!(!test.findings().is_empty(), "{}", column);
    }
}
