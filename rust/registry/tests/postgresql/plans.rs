//! How the server finds what it is asked for: by indexes, whatever there was when a statement was planned.

use std::time::{Duration, Instant};

use cscert_registry::operations::check::Presented;
use cscert_registry::operations::publish::Publication;

use crate::support::made::{entry_with, lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

/// Four batches of an import.
const USERS: u32 = 4000;

fn filled() -> TestRegistry {
    let test = TestRegistry::empty();
    let entry =
        |number: u32| entry_with(&numbered_entry(number), &[&lasting_certificate(number, number.into())]);
    test.import(&(1..=USERS).map(entry).collect::<String>());
    test
}

/// The rows of a table that were read one after another, once the server has counted `column` up to `least`.
fn rows_read(test: &TestRegistry, table: &str, column: &str, least: i64) -> i64 {
    let mut server = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    // A connection tells what it did when it ends, at the latest.
    let others = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    server.execute(others, &[]).unwrap();
    let sql = format!("select seq_tup_read, {} from pg_stat_user_tables where relname = '{}'", column, table);
    let started = Instant::now();
    loop {
        let counted: Option<(i64, i64)> =
            server.query_one(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        match counted {
            Some((read, counted)) if counted >= least => return read,
            _ => assert!(started.elapsed() < Duration::from_secs(60), "{:?}", counted),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_import_into_empty_tables_does_not_read_them_again_and_again() {
    let test = filled();
    assert_eq!(rows_read(&test, "certificate", "n_tup_ins", USERS.into()), 0);
    // With each batch it would be two and a half times.
    assert!(rows_read(&test, "users", "n_tup_ins", USERS.into()) < 2 * i64::from(USERS));
}

#[test]
fn a_check_reads_no_other_certificates() {
    const CHECKS: u32 = 20;
    let test = filled();
    let mut server = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    server.execute("analyze", &[]).unwrap();
    let checked = test.another().unwrap();
    let before = rows_read(&test, "certificate", "n_tup_ins", USERS.into());
    for number in 1..=CHECKS {
        let der = lasting_certificate(number, number.into());
        let mut rows = 0;
        checked.check_certificate(Presented::Der(&der), 1, &mut |_| rows += 1).unwrap();
        assert_eq!(rows, 1);
    }
    let read = rows_read(&test, "certificate_lookup", "idx_scan", CHECKS.into());
    assert_eq!(read, 0);
    assert_eq!(rows_read(&test, "certificate", "idx_scan", CHECKS.into()), before);
}

#[test]
fn a_table_that_has_grown_is_analyzed_before_anybody_asks() {
    const TABLES: [&str; 5] = ["certificate", "certificate_lookup", "user_name", "user_word", "users"];
    const ANALYZED: &str =
        "select distinct tablename::text from pg_stats where schemaname = 'cscert' and tablename = any ($1)
        order by tablename";
    let test = TestRegistry::empty();
    let mut server = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    for table in TABLES {
        server.script(&format!("alter table cscert.{} set (autovacuum_enabled = off)", table)).unwrap();
    }
    let mut analyzed = || {
        let mut tables = Vec::new();
        let tables_in = TABLES.map(str::to_owned).to_vec();
        server
            .query(ANALYZED, &[&tables_in], &mut |row| {
                tables.push(row.get::<String>(0)?);
                Ok::<_, cscert_postgresql::Error>(true)
            })
            .unwrap();
        tables
    };
    let entries = |users: std::ops::RangeInclusive<u32>| users.map(numbered_entry).collect::<String>();
    test.import(&entries(1..=1000));
    assert!(analyzed().is_empty());
    test.import(&entries(1001..=1001));
    assert_eq!(analyzed(), TABLES[2..]);

    let certificates: Vec<_> = (1..=1001).map(|number| lasting_certificate(number, number.into())).collect();
    let publications: Vec<_> = certificates
        .iter()
        .map(|der| Publication {
            der,
            identity: None,
            device_id: None,
            publication_time: 1_518_339_600_000_000,
        })
        .collect();
    test.registry.publish(&publications[..1000], false, &mut |_, _, _| Ok(())).unwrap();
    assert_eq!(analyzed(), TABLES[2..]);
    test.registry.publish(&publications[1000..], false, &mut |_, _, _| Ok(())).unwrap();
    assert_eq!(analyzed(), TABLES);
}
